/* A file system that fails on demand, above the one that was the default. Each
** kind of operation has its own code, so that the n-th of all of them is a
** failed read, write, sync or lock as it comes. No read is short that is not:
** SQLite takes what is behind the end of a file for zeros. */
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT3

#include <stddef.h>

#include "fault/fault.h"

struct failing_file {
  sqlite3_file base; /* must be first */
  sqlite3_file *real;
};

static struct {
  sqlite3_vfs vfs;
  sqlite3_vfs *real;
  int count; /* operations, so that some have another code than others */
} state;

static bool fails(void) {
  state.count++;
  return fault_is_due(FAULT_DISK);
}

static sqlite3_file *real_of(sqlite3_file *file) {
  return ((struct failing_file *)file)->real;
}

static int on_close(sqlite3_file *file) {
  return real_of(file)->pMethods->xClose(real_of(file));
}

static int on_read(sqlite3_file *file, void *to, int length, sqlite3_int64 at) {
  if (fails()) return SQLITE_IOERR_READ;
  return real_of(file)->pMethods->xRead(real_of(file), to, length, at);
}

static int on_write(sqlite3_file *file, const void *from, int length,
                    sqlite3_int64 at) {
  if (fails()) return state.count % 2 ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  return real_of(file)->pMethods->xWrite(real_of(file), from, length, at);
}

static int on_truncate(sqlite3_file *file, sqlite3_int64 size) {
  if (fails()) return SQLITE_IOERR_TRUNCATE;
  return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int on_sync(sqlite3_file *file, int flags) {
  if (fails()) return SQLITE_IOERR_FSYNC;
  return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int on_size(sqlite3_file *file, sqlite3_int64 *size) {
  if (fails()) return SQLITE_IOERR_FSTAT;
  return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int on_lock(sqlite3_file *file, int level) {
  if (fails()) return state.count % 2 ? SQLITE_BUSY : SQLITE_IOERR_LOCK;
  return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int on_unlock(sqlite3_file *file, int level) {
  return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int on_check(sqlite3_file *file, int *reserved) {
  return real_of(file)->pMethods->xCheckReservedLock(real_of(file), reserved);
}

static int on_control(sqlite3_file *file, int what, void *argument) {
  return real_of(file)->pMethods->xFileControl(real_of(file), what, argument);
}

static int on_sector(sqlite3_file *file) {
  return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int on_device(sqlite3_file *file) {
  return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int on_map(sqlite3_file *file, int page, int size, int extend,
                  void volatile **map) {
  if (fails()) return SQLITE_IOERR_SHMMAP;
  return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend,
                                          map);
}

static int on_map_lock(sqlite3_file *file, int at, int count, int flags) {
  int unlocks = flags & SQLITE_SHM_UNLOCK;
  if (!unlocks && fails()) {
    return state.count % 2 ? SQLITE_BUSY : SQLITE_IOERR_SHMLOCK;
  }
  return real_of(file)->pMethods->xShmLock(real_of(file), at, count, flags);
}

static void on_barrier(sqlite3_file *file) {
  real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int on_unmap(sqlite3_file *file, int remove) {
  return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = on_close,
    .xRead = on_read,
    .xWrite = on_write,
    .xTruncate = on_truncate,
    .xSync = on_sync,
    .xFileSize = on_size,
    .xLock = on_lock,
    .xUnlock = on_unlock,
    .xCheckReservedLock = on_check,
    .xFileControl = on_control,
    .xSectorSize = on_sector,
    .xDeviceCharacteristics = on_device,
    .xShmMap = on_map,
    .xShmLock = on_map_lock,
    .xShmBarrier = on_barrier,
    .xShmUnmap = on_unmap,
};

static int on_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file,
                   int flags, int *given) {
  struct failing_file *failing = (struct failing_file *)file;
  (void)vfs;
  failing->real = (sqlite3_file *)(void *)(failing + 1);
  failing->base.pMethods = NULL;
  if (fails()) return SQLITE_CANTOPEN;
  int code = state.real->xOpen(state.real, name, failing->real, flags, given);
  if (failing->real->pMethods) failing->base.pMethods = &methods;
  return code;
}

static int on_delete(sqlite3_vfs *vfs, const char *name, int sync) {
  (void)vfs;
  if (fails()) return SQLITE_IOERR_DELETE;
  return state.real->xDelete(state.real, name, sync);
}

static int on_access(sqlite3_vfs *vfs, const char *name, int flags, int *is) {
  (void)vfs;
  if (fails()) return SQLITE_IOERR_ACCESS;
  return state.real->xAccess(state.real, name, flags, is);
}

void fault_use_vfs(void) {
  if (state.real) return;
  state.real = sqlite3_vfs_find(NULL);
  state.vfs = *state.real;
  state.vfs.zName = "failing";
  state.vfs.szOsFile += (int)sizeof(struct failing_file);
  state.vfs.xOpen = on_open;
  state.vfs.xDelete = on_delete;
  state.vfs.xAccess = on_access;
  sqlite3_vfs_register(&state.vfs, 1);
}
