/* Fetches URLs through net/answer and prints what came, a JSON object on each
** line: one for each URL in the order of the arguments, one for each entry of
** the log, and one for the whole run. The arguments are NAME=VALUE: settings,
** any number of `url`, and
**   stop_after=S   the host interrupts after S seconds
**   pause=S        S seconds pass before the answers are read
**   times=N        each answer is read N times
**   save=PATH      the bodies are written to this file, one after another
**   check=1        a body that does not end with ']' is rejected as broken
**   abandon=1      the program ends after the first bytes of the first answer
**   decode=S       decoding a piece takes S seconds
**   rest=S         other work of the host takes S seconds for each piece */
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hub/decode/error_text.h"
#include "net/answer/answers.h"
#include "net/answer/reader.h"
#include "net/clock.h"

enum { MOST_URLS = 1000 };

static struct {
  struct net_settings settings;
  const char *urls[MOST_URLS];
  int count;
  double stop_after, pause, decode, rest;
  int times;
  bool check, abandon;
  FILE *save;
  double stop_at;
  int told;
  double last_stop, longest_silence;
} driver = {
    .settings = {.user_agent = "papers/test",
                 .timeout = 30,
                 .stall_timeout = 10,
                 .connect_timeout = 10,
                 .max_wait = 60,
                 .retries = 4,
                 .connections = 8,
                 .max_requests = 400,
                 .max_bytes = 64 * 1024 * 1024},
    .times = 1,
};

static void sleep_for(double seconds) {
  struct timespec time = {(time_t)seconds,
                          (long)((seconds - (double)(time_t)seconds) * 1e9)};
  nanosleep(&time, NULL);
}

/* Replaces the C library's function: a name server that does not answer for 30
** seconds (slow.) and then, or at once, knows no name. */
int getaddrinfo(const char *host, const char *service,
                const struct addrinfo *hints, struct addrinfo **result) {
  (void)hints, (void)result, (void)service;
  sleep_for(strncmp(host, "slow.", 5) == 0 ? 30 : 0);
  return EAI_NONAME;
}

static bool must_stop(void *context) {
  double now = clock_steady();
  double silence = now - driver.last_stop;
  (void)context;
  if (driver.last_stop > 0 && silence > driver.longest_silence) {
    driver.longest_silence = silence;
  }
  driver.last_stop = now;
  return driver.stop_at > 0 && now >= driver.stop_at;
}

static void note_progress(void *context, const struct net_progress *progress) {
  (void)context;
  driver.told = progress ? 1 : 2;
}

static void print_text(const char *name, const char *text) {
  printf("\"%s\": ", name);
  if (!text) {
    printf("null, ");
    return;
  }
  printf("\"");
  for (; *text; text++) {
    if (strchr("\"\\", *text)) printf("\\");
    printf("%c", *text);
  }
  printf("\", ");
}

static void save_bytes(struct slice bytes) {
  if (driver.save) fwrite(bytes.at, 1, bytes.length, driver.save);
}

static void read_answer(struct answer *answer) {
  static const char *const names[] = {"bytes", "restarts", "ends", "refused",
                                      "fails"};
  static const struct net_host host = {NULL, must_stop, note_progress};
  struct answer_reader reader = reader_start(answer);
  struct error error = {0};
  struct slice bytes;
  enum answer_event event;
  size_t length = 0;
  int restarts = 0;
  char last = 0;
  for (;;) {
    event = reader_next(&reader, &host, &bytes, &error);
    if (event == ANSWER_BYTES) {
      length += bytes.length;
      last = bytes.at[bytes.length - 1];
      save_bytes(bytes);
      if (driver.abandon) break;
      sleep_for(driver.decode);
      reader_count_decoding(&reader);
      sleep_for(driver.rest);
    } else if (event == ANSWER_RESTARTS) {
      restarts++;
      length = 0;
    } else if (event == ANSWER_ENDS && driver.check && last != ']' &&
               reader_reject(&reader)) {
      restarts++;
      length = 0;
    } else {
      break;
    }
  }
  printf("{\"event\": \"%s\", \"length\": %zu, \"restarts\": %d, ",
         names[event], length, restarts);
  struct error no_url = {0};
  char *next_url =
      answer_has_next_page(answer) ? answer_next_url(answer, &no_url) : NULL;
  print_text("next_url", next_url);
  print_text("no_url", no_url.text);
  free(next_url);
  printf("\"status\": %d, \"next\": %d, \"fetched_at\": %lld, ",
         answer_status(answer), answer_has_next_page(answer),
         (long long)answer_fetched_at(answer));
  print_text("error", error.outcome == OK ? NULL : error.text);
  printf("\"outcome\": %d}\n", error.outcome);
}

static void print_log(const struct log *log) {
  const struct log_entry *entry = NULL;
  while ((entry = log_after(log, entry ? entry->number : 0))) {
    printf("{\"number\": %lld, ", (long long)entry->number);
    print_text("url", entry->url);
    print_text("error", entry->error);
    printf("\"status\": %d, \"bytes\": %lld, \"milliseconds\": %g, "
           "\"attempts\": %d, \"left\": %lld, \"reset\": %lld}\n",
           entry->status, (long long)entry->bytes, entry->milliseconds,
           entry->attempts, (long long)entry->limit_left,
           (long long)entry->limit_reset);
  }
}

/* The most memory used so far, in KiB. getrusage would include the program that
** started this one. */
static long most_memory(void) {
  long memory = 0;
  char line[256];
  FILE *status = fopen("/proc/self/status", "r");
  while (status && fgets(line, sizeof line, status)) {
    if (sscanf(line, "VmHWM: %ld", &memory) == 1) break;
  }
  if (status) fclose(status);
  return memory;
}

static void set(const char *argument) {
  static const struct {
    const char *name;
    double *real;
    int *number;
  } numbers[] = {
      {"timeout", &driver.settings.timeout, NULL},
      {"stall_timeout", &driver.settings.stall_timeout, NULL},
      {"connect_timeout", &driver.settings.connect_timeout, NULL},
      {"max_wait", &driver.settings.max_wait, NULL},
      {"stop_after", &driver.stop_after, NULL},
      {"pause", &driver.pause, NULL},
      {"decode", &driver.decode, NULL},
      {"rest", &driver.rest, NULL},
      {"retries", NULL, &driver.settings.retries},
      {"connections", NULL, &driver.settings.connections},
      {"max_requests", NULL, &driver.settings.max_requests},
      {"times", NULL, &driver.times},
  };
  const char *value = strchr(argument, '=') + 1;
  size_t length = (size_t)(value - argument) - 1;
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    if (strncmp(argument, numbers[i].name, length)) continue;
    if (numbers[i].name[length]) continue;
    if (numbers[i].real) *numbers[i].real = atof(value);
    if (numbers[i].number) *numbers[i].number = atoi(value);
  }
  if (!strncmp(argument, "url=", 4)) driver.urls[driver.count++] = value;
  if (!strncmp(argument, "token=", 6)) driver.settings.token = value;
  if (!strncmp(argument, "max_bytes=", 10)) {
    driver.settings.max_bytes = atoll(value);
  }
  if (!strncmp(argument, "offline=", 8)) driver.settings.offline = true;
  if (!strncmp(argument, "check=", 6)) driver.check = true;
  if (!strncmp(argument, "abandon=", 8)) driver.abandon = true;
  if (!strncmp(argument, "save=", 5)) driver.save = fopen(value, "wb");
}

int main(int count, char **arguments) {
  for (int i = 1; i < count; i++) {
    set(arguments[i]);
  }
  struct net *net = net_new(&driver.settings, error_text_read);
  struct answers *answers = net ? answers_new(net) : NULL;
  if (!answers) net_free(net);
  if (!answers) return 1;
  double began = clock_steady();
  if (driver.stop_after > 0) driver.stop_at = began + driver.stop_after;
  struct answer *answer_of[MOST_URLS];
  for (int i = 0; i < driver.count; i++) {
    struct fetch fetch = {.url = driver.urls[i], .max_age = -1};
    struct error error = {0};
    answer_of[i] = answers_fetch(answers, &fetch, &error);
    if (answer_of[i]) continue;
    printf("{\"event\": \"not asked\", ");
    print_text("error", error.text);
    printf("\"outcome\": %d}\n", error.outcome);
    driver.count = i;
  }
  if (driver.pause > 0 && driver.count) {
    struct answer_reader reader = reader_start(answer_of[0]);
    struct net_host host = {NULL, must_stop, NULL};
    struct slice bytes;
    struct error error = {0};
    reader_next(&reader, &host, &bytes, &error);
    driver.last_stop = 0;
    sleep_for(driver.pause);
  }
  int reads = driver.abandon ? 1 : driver.count * driver.times;
  for (int i = 0; driver.count && i < reads; i++) {
    read_answer(answer_of[i % driver.count]);
  }
  double ending = clock_steady();
  answers_free(answers);
  print_log(net_log(net));
  net_free(net);
  double end = clock_steady();
  printf("{\"seconds\": %.3f, \"cleanup\": %.3f, \"silence\": %.3f, "
         "\"told\": %d, \"memory\": %ld}\n",
         end - began, end - ending, driver.longest_silence, driver.told,
         most_memory());
  if (driver.save) fclose(driver.save);
  return 0;
}
