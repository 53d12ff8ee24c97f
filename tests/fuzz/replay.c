/* Runs a fuzz target on files, in place of libFuzzer: so each input that is
** kept is tested with any compiler. The arguments are files and folders of
** them; prints how many files there were. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "fuzz/check.h"

static bool is_folder(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* The target gets a block of the very size, so that a checker sees what is read
** behind its end. */
static void run_file(const char *path) {
  struct buffer content;
  char piece[4096];
  size_t length;
  buffer_init(&content, 1 << 26);
  FILE *file = fopen(path, "rb");
  fprintf(stderr, "%s\n", path);
  expect(file != NULL);
  while ((length = fread(piece, 1, sizeof piece, file))) {
    buffer_append(&content, piece, length);
  }
  fclose(file);
  unsigned char *input = malloc(content.length + !content.length);
  expect(input != NULL);
  if (content.length) memcpy(input, content.at, content.length);
  LLVMFuzzerTestOneInput(input, content.length);
  free(input);
  buffer_clear(&content);
}

static int run_folder(const char *path) {
  char name[4096];
  int count = 0;
  struct dirent *entry;
  DIR *folder = opendir(path);
  expect(folder != NULL);
  while ((entry = readdir(folder))) {
    if (entry->d_name[0] == '.') continue;
    snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
    run_file(name);
    count++;
  }
  closedir(folder);
  return count;
}

int main(int count, char **arguments) {
  int files = 0;
  for (int i = 1; i < count; i++) {
    if (is_folder(arguments[i])) {
      files += run_folder(arguments[i]);
    } else {
      run_file(arguments[i]);
      files++;
    }
  }
  printf("%d inputs\n", files);
  return 0;
}
