/* Calls of libcurl that fail as it would without memory. The real functions
** are those of the library behind this program. */
#define CURL_DISABLE_TYPECHECK
#define _GNU_SOURCE /* RTLD_NEXT */
/* Its first argument is const in newer headers only. */
#define curl_url_get as_the_header_has_it
#include <curl/curl.h>
#undef curl_url_get
#include <dlfcn.h>
#include <stdarg.h>
#include <string.h>

#include "fault/fault.h"

/* These are macros, too. */
#undef curl_easy_setopt
#undef curl_easy_getinfo

CURLUcode curl_url_get(CURLU *url, CURLUPart part, char **text, unsigned flags);

/* Sets a pointer to a function to the real one: C has no cast for that. */
static void find(void *function, const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  memcpy(function, &found, sizeof found);
}

static bool fails(void) {
  return fault_is_due(FAULT_CURL);
}

CURL *curl_easy_init(void) {
  CURL *(*real)(void);
  find(&real, "curl_easy_init");
  return fails() ? NULL : real();
}

/* An argument is a pointer, or a number of a pointer's size. */
CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...) {
  CURLcode (*real)(CURL *, CURLoption, ...);
  va_list arguments;
  va_start(arguments, option);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  find(&real, "curl_easy_setopt");
  return fails() ? CURLE_OUT_OF_MEMORY : real(easy, option, argument);
}

CURLcode curl_easy_getinfo(CURL *easy, CURLINFO info, ...) {
  CURLcode (*real)(CURL *, CURLINFO, ...);
  va_list arguments;
  va_start(arguments, info);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  find(&real, "curl_easy_getinfo");
  return fails() ? CURLE_OUT_OF_MEMORY : real(easy, info, argument);
}

CURLM *curl_multi_init(void) {
  CURLM *(*real)(void);
  find(&real, "curl_multi_init");
  return fails() ? NULL : real();
}

CURLMcode curl_multi_add_handle(CURLM *multi, CURL *easy) {
  CURLMcode (*real)(CURLM *, CURL *);
  find(&real, "curl_multi_add_handle");
  return fails() ? CURLM_OUT_OF_MEMORY : real(multi, easy);
}

CURLMcode curl_multi_perform(CURLM *multi, int *running) {
  CURLMcode (*real)(CURLM *, int *);
  find(&real, "curl_multi_perform");
  return fails() ? CURLM_OUT_OF_MEMORY : real(multi, running);
}

CURLMcode curl_multi_poll(CURLM *multi, struct curl_waitfd waits[],
                          unsigned count, int milliseconds, int *ready) {
  CURLMcode (*real)(CURLM *, struct curl_waitfd[], unsigned, int, int *);
  find(&real, "curl_multi_poll");
  if (fails()) return CURLM_OUT_OF_MEMORY;
  return real(multi, waits, count, milliseconds, ready);
}

struct curl_slist *curl_slist_append(struct curl_slist *list,
                                     const char *line) {
  struct curl_slist *(*real)(struct curl_slist *, const char *);
  find(&real, "curl_slist_append");
  return fails() ? NULL : real(list, line);
}

CURLU *curl_url(void) {
  CURLU *(*real)(void);
  find(&real, "curl_url");
  return fails() ? NULL : real();
}

CURLUcode curl_url_set(CURLU *url, CURLUPart part, const char *text,
                       unsigned flags) {
  CURLUcode (*real)(CURLU *, CURLUPart, const char *, unsigned);
  find(&real, "curl_url_set");
  return fails() ? CURLUE_OUT_OF_MEMORY : real(url, part, text, flags);
}

CURLUcode curl_url_get(CURLU *url, CURLUPart part, char **text,
                       unsigned flags) {
  CURLUcode (*real)(CURLU *, CURLUPart, char **, unsigned);
  find(&real, "curl_url_get");
  return fails() ? CURLUE_OUT_OF_MEMORY : real(url, part, text, flags);
}
