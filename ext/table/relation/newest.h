/* Which day is the newest that has a listing: the service says it, not the
** clock. */
#ifndef PAPERS_TABLE_RELATION_NEWEST_H
#define PAPERS_TABLE_RELATION_NEWEST_H

#include "table/relation/inquiry.h"
#include "text/day.h"

/* No day comes after this one: what stands for the newest while it is not
** known. */
enum { NEWEST_UNKNOWN = DAY_MAX + 1 };

/* Reads the undated listing, waiting for it. *newest is a day before every
** listing when it is empty. False with the error set. */
bool newest_read(const struct inquiry *inquiry, const struct net_host *host,
                 int *newest, struct error *error);

/* The same once for a statement. */
bool newest_of_statement(const struct inquiry *inquiry,
                         const struct net_host *host, int *newest,
                         struct error *error);

#endif
