/* Asks for URLs through net/answer and says what came, a JSON object a line:
** first one for each URL in the order of the arguments, then one for each
** entry of the log, then one for the whole. Arguments are NAME=VALUE: the
** settings, `url` (any number of them), and
**   stop_after=S   the host says stop after so many seconds
**   pause=S        seconds between asking and reading
**   times=N        how often each answer is read
**   save=PATH      where the bodies go, one after another
**   check=1        a body that does not end with ']' is a broken one
**   abandon=1      leaves after the first bytes of the first one
**   decode=S       seconds that it takes to decode each piece
**   rest=S         seconds that the host takes over each piece */
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
  double last_asked, longest_silence;
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

/* Stands in for the C library's: a name of which nobody says whether it is. */
int getaddrinfo(const char *host, const char *service,
                const struct addrinfo *hints, struct addrinfo **result) {
  (void)hints, (void)result, (void)service;
  sleep_for(strncmp(host, "slow.", 5) == 0 ? 30 : 0);
  return EAI_NONAME;
}

static bool stop(void *context) {
  double now = clock_steady();
  double silence = now - driver.last_asked;
  (void)context;
  if (driver.last_asked > 0 && silence > driver.longest_silence) {
    driver.longest_silence = silence;
  }
  driver.last_asked = now;
  return driver.stop_at > 0 && now >= driver.stop_at;
}

static void waiting(void *context, const struct net_progress *progress) {
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

static void keep(struct slice bytes) {
  if (driver.save) fwrite(bytes.at, 1, bytes.length, driver.save);
}

static void read_answer(struct answer *answer) {
  static const char *const names[] = {"bytes", "restarts", "ends", "refused",
                                      "fails"};
  static const struct net_host host = {NULL, stop, waiting};
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
      keep(bytes);
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

/* In KiB. What getrusage says includes the program that started this one. */
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
  struct answer *asked[MOST_URLS];
  for (int i = 0; i < driver.count; i++) {
    struct fetch fetch = {.url = driver.urls[i], .max_age = -1};
    struct error error = {0};
    asked[i] = answers_fetch(answers, &fetch, &error);
    if (asked[i]) continue;
    printf("{\"event\": \"not asked\", ");
    print_text("error", error.text);
    printf("\"outcome\": %d}\n", error.outcome);
    driver.count = i;
  }
  if (driver.pause > 0 && driver.count) {
    struct answer_reader reader = reader_start(asked[0]);
    struct net_host host = {NULL, stop, NULL};
    struct slice bytes;
    struct error error = {0};
    reader_next(&reader, &host, &bytes, &error);
    driver.last_asked = 0;
    sleep_for(driver.pause);
  }
  int readings = driver.abandon ? 1 : driver.count * driver.times;
  for (int i = 0; driver.count && i < readings; i++) {
    read_answer(asked[i % driver.count]);
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
