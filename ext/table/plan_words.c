#include "table/plan_words.h"

#include <string.h>

const struct input papers_inputs[PAPERS_INPUTS] = {
    [INPUT_PAPERS] = {"papers", "TEXT", "= MATCH",
                      "words for the Hub's search"},
    [INPUT_FEED] = {"feed", "TEXT", "=", "`daily` (default) or `trending`"},
    [INPUT_MAX_AGE] = {"max_age", "", "=",
                       "seconds a stored answer may be old; 0 asks again"},
};

/* Every word that takes an argument, in the order of the plan. */
const struct word words[WORDS] = {
    {"listed=?", COLUMN_LISTED, OPERATION_EQUAL},
    {"listed IN (?)", COLUMN_LISTED, OPERATION_IN},
    {"listed>?", COLUMN_LISTED, OPERATION_MORE},
    {"listed>=?", COLUMN_LISTED, OPERATION_AT_LEAST},
    {"listed<?", COLUMN_LISTED, OPERATION_LESS},
    {"listed<=?", COLUMN_LISTED, OPERATION_AT_MOST},
    {"week=?", COLUMN_WEEK, OPERATION_EQUAL},
    {"week IN (?)", COLUMN_WEEK, OPERATION_IN},
    {"week>?", COLUMN_WEEK, OPERATION_MORE},
    {"week>=?", COLUMN_WEEK, OPERATION_AT_LEAST},
    {"week<?", COLUMN_WEEK, OPERATION_LESS},
    {"week<=?", COLUMN_WEEK, OPERATION_AT_MOST},
    {"month=?", COLUMN_MONTH, OPERATION_EQUAL},
    {"month IN (?)", COLUMN_MONTH, OPERATION_IN},
    {"month>?", COLUMN_MONTH, OPERATION_MORE},
    {"month>=?", COLUMN_MONTH, OPERATION_AT_LEAST},
    {"month<?", COLUMN_MONTH, OPERATION_LESS},
    {"month<=?", COLUMN_MONTH, OPERATION_AT_MOST},
    {"id=?", COLUMN_ID, OPERATION_EQUAL},
    {"id IN (?)", COLUMN_ID, OPERATION_IN},
    {"papers MATCH ?", COLUMN_PAPERS, OPERATION_MATCH},
    {"papers=?", COLUMN_PAPERS, OPERATION_EQUAL},
    {"feed=?", COLUMN_FEED, OPERATION_EQUAL},
    {"max_age=?", COLUMN_MAX_AGE, OPERATION_EQUAL},
    {"limit=?", NO_COLUMN, OPERATION_LIMIT},
    {"offset=?", NO_COLUMN, OPERATION_OFFSET},
};

const char order_ascending[] = "order=listed";
const char order_descending[] = "order=-listed";

/* Moves *at behind the word if that stands there, whole. */
static bool skip_word(const char **at, const char *word) {
  size_t length = strlen(word);
  if (strncmp(*at, word, length) != 0) return false;
  char after = (*at)[length];
  if (after != 0 && after != ' ') return false;
  *at += length + (after == ' ');
  return true;
}

static bool read_word(const char **at, struct plan *plan) {
  if (skip_word(at, order_ascending)) {
    plan->ascending = true;
    return true;
  }
  if (skip_word(at, order_descending)) return true;
  for (int i = 0; i < WORDS; i++) {
    if (!skip_word(at, words[i].text)) continue;
    if (plan->count == PLAN_MAX_ARGUMENTS) return false;
    plan->arguments[plan->count].column = words[i].column;
    plan->arguments[plan->count].operation = words[i].operation;
    plan->count++;
    return true;
  }
  return false;
}

bool plan_read(const char *text, struct plan *plan) {
  *plan = (struct plan){0};
  while (text && *text) {
    if (!read_word(&text, plan)) return false;
  }
  return true;
}
