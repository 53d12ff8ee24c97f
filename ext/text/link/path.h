/* Reads the path of an address out of running text. */
#ifndef PAPERS_TEXT_LINK_PATH_H
#define PAPERS_TEXT_LINK_PATH_H

#include "text/link/address.h"

/* Reads on from the end of the host name. `slash_is_taken` says that the first
** slash is part of the address already. */
void link_read_path(struct link_address *address, bool slash_is_taken);

#endif
