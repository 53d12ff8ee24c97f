/* libcurl without a network. A fuzzer is linked with `--wrap` for the calls by
** which ext/net/http makes a handle and a socket. Each connection, to whatever
** host, leads to a pair of sockets in this process, at whose other end the
** whole answer stands already. No name is resolved. The clock stands still, so
** that an input always does the same. */
#ifndef PAPERS_TESTS_FUZZ_WIRE_H
#define PAPERS_TESTS_FUZZ_WIRE_H

#include <curl/curl.h>

#include "base/buffer.h"

/* Appends what the service sends, from the status line on, to whoever connects
** for this URL. Answers of more than 128 KiB are cut. */
typedef void wire_answer(const char *url, struct buffer *answer);

/* To be called before the first request. */
void wire_begin(wire_answer *answer);

/* The handle that was made last. */
CURL *wire_handle(void);

/* Closes the other ends. To be called when no transfer is left. */
void wire_end(void);

#endif
