/* Files read without costing this process its locks on them.
**
** POSIX has it that closing any descriptor of a file gives up all locks that
** the process holds on that file, whichever descriptor they were taken with.
** Such a lock is all that keeps other processes out of a database during a
** transaction. So the descriptor of a regular file is closed only when nothing
** else in this process has the file open: no connection, of this SQLite or
** another one, under whichever name. Until then it is kept, and used again
** when the same file is read.
**
** What a thread opens and locks between that look and close() itself is not
** seen. SQLite's own unixClose() has the same gap. */
#ifndef PAPERS_TABLE_SAVED_SHARED_FILE_H
#define PAPERS_TABLE_SAVED_SHARED_FILE_H

/* Opens a file to be read from its beginning, without waiting for somebody to
** write to a pipe. Negative with errno set. */
int shared_file_open(const char *path);

/* Ends the reading of what was opened so. */
void shared_file_close(int file);

#endif
