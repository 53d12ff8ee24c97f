/* The two clocks of this machine, in seconds. */
#ifndef PAPERS_NET_CLOCK_H
#define PAPERS_NET_CLOCK_H

/* Never goes back; its zero means nothing. */
double clock_steady(void);

/* Since 1970, UTC. */
double clock_unix(void);

#endif
