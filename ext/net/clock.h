/* The two clocks of the machine, in seconds. */
#ifndef PAPERS_NET_CLOCK_H
#define PAPERS_NET_CLOCK_H

/* Never goes back; only differences mean something. */
double clock_steady(void);

/* Since 1970, UTC; may be set anew at any time. */
double clock_unix(void);

#endif
