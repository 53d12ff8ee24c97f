/* Opens files for reading without losing the locks that this process holds on
** them.
**
** Under POSIX, closing any descriptor of a file releases all locks that the
** process holds on the file, whichever descriptor they were taken with. During
** a transaction only such a lock keeps other processes from writing to the
** database. So the descriptor of a regular file is closed only when nothing
** else in this process has the file open: no connection of this or another
** SQLite, under any name. Until then the descriptor is kept, and used again
** when the same file is read.
**
** A file that another thread opens and locks between that check and close() is
** not noticed. SQLite's own unixClose() has the same gap. */
#ifndef PAPERS_TABLE_SAVED_SHARED_FILE_H
#define PAPERS_TABLE_SAVED_SHARED_FILE_H

/* Opens a file for reading from its beginning, without waiting for a writer to
** a pipe. Negative with errno set. */
int shared_file_open(const char *path);

/* Ends the reading of a descriptor that shared_file_open returned. */
void shared_file_close(int file);

#endif
