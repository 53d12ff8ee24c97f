/* Compares files by device and inode, so that links and other spellings of a
** path are found as well. Does not open any file. */
#include "table/saved/own_files.h"

#include <sys/stat.h>

#include "base/buffer.h"

enum { PATH_CAP = 8192 };

static bool is_at(const struct stat *facts, const char *path) {
  struct stat other;
  return stat(path, &other) == 0 && other.st_dev == facts->st_dev &&
         other.st_ino == facts->st_ino;
}

/* Whether a file is that of a database, or its journal, WAL or index. */
static bool is_part(const struct stat *facts, const char *database) {
  static const char *const endings[] = {"", "-journal", "-wal", "-shm"};
  struct buffer path;
  bool is_found = false;
  if (!database || !*database) return false;
  buffer_init(&path, PATH_CAP);
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
    buffer_reset(&path);
    buffer_format(&path, "%s%s%c", database, endings[i], 0);
    is_found = is_found || (path.failed == OK && is_at(facts, path.at));
  }
  buffer_clear(&path);
  return is_found;
}

/* The name of the connection's database of this number; NULL behind the last.
** Versions before 3.39 give the names of attached databases only through a
** statement, so only "main" and "temp" are checked there. */
static const char *name_of(sqlite3 *db, int number) {
  static const char *const always[] = {"main", "temp"};
#if SQLITE_VERSION_NUMBER >= 3039000
  if (sqlite3_libversion_number() >= 3039000) {
    return sqlite3_db_name(db, number);
  }
#endif
  (void)db;
  return number < 2 ? always[number] : NULL;
}

bool own_files_check(const struct connection *connection, const char *path,
                     struct error *error) {
  struct stat facts;
  sqlite3 *db = connection->db;
  const char *name;
  if (stat(path, &facts) != 0) return true;
  for (int i = 0; (name = name_of(db, i)); i++) {
    if (!is_part(&facts, sqlite3_db_filename(db, name))) continue;
    error_set(error, FAILED,
              "the file belongs to the database \"%.100s\", which is open "
              "here: read its tables with SQL",
              name);
    return false;
  }
  if (!is_part(&facts, settings_cache(&connection->settings))) return true;
  error_set(error, FAILED, "the file belongs to the cache of this extension");
  return false;
}
