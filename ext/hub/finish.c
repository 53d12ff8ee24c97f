#include "hub/finish.h"

#include "text/fold.h"
#include "text/link/links.h"
#include "text/moment.h"
#include "text/quote.h"

struct job {
  const struct slots *slots;
  paper_fields wanted;
  struct paper *paper;
  struct error *error;
};

static bool wants(const struct job *job, enum paper_field field) {
  return (job->wanted & PAPER_BIT(field)) != 0;
}

/* The text of the first of two slots that has one. */
static struct slice either(const struct job *job, enum slot first,
                           enum slot second) {
  return slots_text(job->slots, slots_has(job->slots, first) ? first : second);
}

static void put(const struct job *job, enum paper_field field,
                struct slice text) {
  if (wants(job, field)) paper_set_text(job->paper, field, text);
}

static void put_number(const struct job *job, enum paper_field field,
                       enum slot slot) {
  if (!wants(job, field) || !slots_has(job->slots, slot)) return;
  paper_set_number(job->paper, field, job->slots->values[slot].number);
}

static bool finish_id(const struct job *job) {
  struct slice id = either(job, SLOT_ID, SLOT_ENTRY_ID);
  paper_set_text(job->paper, PAPER_ID, id);
  if (id.length) return true;
  if (job->slots->entry) {
    error_set(job->error, FAILED, "entry %zu has no paper.id",
              job->slots->entry);
  } else {
    error_set(job->error, FAILED, "an object without an id is no paper");
  }
  return false;
}

static void finish_title(const struct job *job) {
  struct slice title = either(job, SLOT_TITLE, SLOT_ENTRY_TITLE);
  if (!title.at) return;
  size_t start = job->paper->store.length;
  fold_line(title, &job->paper->store);
  paper_set_stored(job->paper, PAPER_TITLE, start);
}

/* Normalises the moment in `slot`. false if it is absent, and, with the error
** set, if it is none. `path` is where it stood. */
static bool read_moment(const struct job *job, enum slot slot, const char *path,
                        char moment[MOMENT_TEXT_SIZE]) {
  if (!slots_has(job->slots, slot)) return false;
  struct slice text = slots_text(job->slots, slot);
  if (moment_read(text, moment)) return true;
  char name[SLOT_NAME_SIZE];
  slots_name(job->slots, slice_of(path), name);
  error_set(job->error, FAILED, "%s is not a time: \"%.*s\"", name,
            text.length < 40 ? (int)text.length : 40, text.at);
  return false;
}

/* An entry's own publishedAt means something else: it counts only where a paper
** stands without an entry. */
static void finish_published(const struct job *job) {
  char moment[MOMENT_TEXT_SIZE];
  bool is_bare =
      slots_has(job->slots, SLOT_ENTRY_ID) && !slots_has(job->slots, SLOT_ID);
  enum slot slot = is_bare ? SLOT_ENTRY_PUBLISHED : SLOT_PUBLISHED;
  const char *path = is_bare ? "publishedAt" : "paper.publishedAt";
  if (!wants(job, PAPER_PUBLISHED)) return;
  if (!read_moment(job, slot, path, moment)) return;
  put(job, PAPER_PUBLISHED, (struct slice){moment, MOMENT_LENGTH});
}

static void finish_times(const struct job *job) {
  char moment[MOMENT_TEXT_SIZE];
  struct slice day = {moment, MOMENT_DAY_LENGTH};
  finish_published(job);
  if (!wants(job, PAPER_LISTED) && !wants(job, PAPER_SUBMITTED)) return;
  if (read_moment(job, SLOT_SUBMITTED, "paper.submittedOnDailyAt", moment)) {
    put(job, PAPER_LISTED, day);
    put(job, PAPER_SUBMITTED, day);
  } else if (wants(job, PAPER_SUBMITTED) &&
             read_moment(job, SLOT_ENTRY_PUBLISHED, "publishedAt", moment)) {
    put(job, PAPER_SUBMITTED, day);
  }
}

/* Login and full name of one organization, the first that is there: the two
** must not come from different places. */
static void finish_organization(const struct job *job) {
  static const enum slot logins[] = {SLOT_ORGANIZATION, SLOT_ENTRY_ORGANIZATION,
                                     SLOT_SUBMITTER_ORGANIZATION};
  static const enum slot names[] = {SLOT_ORGANIZATION_NAME,
                                    SLOT_ENTRY_ORGANIZATION_NAME,
                                    SLOT_SUBMITTER_ORGANIZATION_NAME};
  for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++) {
    struct slice login = slots_text(job->slots, logins[i]);
    struct slice name = slots_text(job->slots, names[i]);
    if (!login.at && !name.at) continue;
    put(job, PAPER_ORGANIZATION, login);
    put(job, PAPER_ORGANIZATION_NAME, name);
    return;
  }
}

/* One URL on its own was the way until mediaUrls came: as an array of one. */
static void finish_media(const struct job *job) {
  struct slice media = either(job, SLOT_MEDIA, SLOT_ENTRY_MEDIA);
  struct slice medium = slots_text(job->slots, SLOT_ENTRY_MEDIUM);
  if (media.at || !medium.at) {
    put(job, PAPER_MEDIA, media);
    return;
  }
  size_t start = job->paper->store.length;
  buffer_append_byte(&job->paper->store, '[');
  quote_append(&job->paper->store, medium);
  buffer_append_byte(&job->paper->store, ']');
  paper_set_stored(job->paper, PAPER_MEDIA, start);
}

static bool put_repo(const struct job *job, struct slice text) {
  struct link link;
  if (!text.at || !repo_link_find(text, &link)) return false;
  put(job, PAPER_REPO, link_url(&link));
  return true;
}

/* Who added a repository, if that is said in a way that is known. */
static const char *repo_adder(struct slice adder) {
  static const char *const known[] = {"user", "auto", "admin"};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (slice_is(adder, known[i])) return known[i];
  }
  return "listing";
}

static void finish_repo(const struct job *job, struct slice abstract) {
  const char *source = NULL;
  if (put_repo(job, slots_text(job->slots, SLOT_REPO))) {
    source = repo_adder(slots_text(job->slots, SLOT_REPO_ADDED_BY));
  } else if (put_repo(job, abstract)) {
    source = "abstract";
  }
  put(job, PAPER_REPO_SOURCE, slice_of(source));
}

/* The abstract, and what is found in it. It is folded even where only the
** repository is wanted, so that both columns tell of the same text. */
static void finish_abstract(const struct job *job) {
  struct buffer *store = &job->paper->store;
  struct slice summary = either(job, SLOT_SUMMARY, SLOT_ENTRY_SUMMARY);
  if (summary.at) {
    size_t start = store->length;
    fold_paragraphs(summary, store);
    paper_set_stored(job->paper, PAPER_ABSTRACT, start);
  }
  if (wants(job, PAPER_REPO) || wants(job, PAPER_REPO_SOURCE)) {
    finish_repo(job, paper_text(job->paper, PAPER_ABSTRACT));
  }
}

static void finish_numbers(const struct job *job) {
  put_number(job, PAPER_AUTHOR_COUNT, SLOT_AUTHORS);
  put_number(job, PAPER_UPVOTES, SLOT_UPVOTES);
  put_number(job, PAPER_COMMENTS, SLOT_COMMENTS);
  put_number(job, PAPER_REPO_STARS, SLOT_STARS);
  put_number(job, PAPER_AUTHOR_PARTICIPATING, SLOT_PARTICIPATING);
}

bool finish_paper(const struct slots *slots, paper_fields wanted,
                  struct paper *paper, struct error *error) {
  const struct job *job = &(struct job){slots, wanted, paper, error};
  if (!finish_id(job)) return false;
  finish_title(job);
  finish_abstract(job);
  finish_times(job);
  finish_organization(job);
  finish_media(job);
  finish_numbers(job);
  put(job, PAPER_AUTHORS, slots_text(slots, SLOT_AUTHORS));
  put(job, PAPER_SUBMITTER, either(job, SLOT_SUBMITTER, SLOT_SUBMITTED_BY));
  put(job, PAPER_KEYWORDS, slots_text(slots, SLOT_KEYWORDS));
  put(job, PAPER_AI_SUMMARY, slots_text(slots, SLOT_AI_SUMMARY));
  put(job, PAPER_PROJECT_PAGE, slots_text(slots, SLOT_PROJECT_PAGE));
  put(job, PAPER_THUMBNAIL, either(job, SLOT_THUMBNAIL, SLOT_PAPER_THUMBNAIL));
  return error->outcome == OK;
}
