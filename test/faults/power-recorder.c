/* Records what a process writes to files whose path starts with RECORD_PREFIX, in order, to RECORD_LOG:
   every write, truncate, unlink, and every fsync once it has returned. Loaded with LD_PRELOAD.
   A record is: kind, path length, offset, data length, path, data. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, TRUNCATE = 3, UNLINK = 4 };
static char *paths[4096];
static int log_fd = -1;

static int is_ours(const char *path) {
  const char *prefix = getenv("RECORD_PREFIX");
  return prefix && path && strncmp(path, prefix, strlen(prefix)) == 0;
}

static void record(int64_t kind, const char *path, int64_t offset, const void *data, int64_t size) {
  if (log_fd < 0) log_fd = syscall(SYS_openat, AT_FDCWD, getenv("RECORD_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
  int64_t head[4] = {kind, strlen(path), offset, data ? size : 0};
  struct iovec parts[3] = {{head, sizeof head}, {(void *)path, strlen(path)}, {(void *)data, head[3]}};
  syscall(SYS_writev, log_fd, parts, 3);
}

static int opened(int fd, const char *path) {
  if (fd >= 0 && fd < 4096) {
    free(paths[fd]);
    paths[fd] = is_ours(path) ? strdup(path) : 0;
  }
  return fd;
}

static const char *path_of(int fd) { return fd >= 0 && fd < 4096 ? paths[fd] : 0; }

#define REAL(result, name, ...) static result (*real)(__VA_ARGS__); if (!real) *(void **)&real = dlsym(RTLD_NEXT, name)
#define OPEN(name) int name(const char *path, int flags, ...) { \
  va_list rest; va_start(rest, flags); int mode = va_arg(rest, int); va_end(rest); \
  REAL(int, #name, const char *, int, ...); return opened(real(path, flags, mode), path); }
OPEN(open)
OPEN(open64)

int close(int fd) {
  REAL(int, "close", int);
  if (path_of(fd)) opened(fd, 0);
  return real(fd);
}

#define PWRITE(name) ssize_t name(int fd, const void *data, size_t size, off64_t offset) { \
  REAL(ssize_t, #name, int, const void *, size_t, off64_t); ssize_t done = real(fd, data, size, offset); \
  if (done > 0 && path_of(fd)) record(WRITE, path_of(fd), offset, data, done); return done; }
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t write(int fd, const void *data, size_t size) {
  REAL(ssize_t, "write", int, const void *, size_t);
  int64_t at = path_of(fd) ? lseek64(fd, 0, SEEK_CUR) : 0;
  ssize_t done = real(fd, data, size);
  if (done > 0 && path_of(fd)) record(WRITE, path_of(fd), at, data, done);
  return done;
}

#define SYNCING(name) int name(int fd) { \
  REAL(int, #name, int); int failed = real(fd); \
  if (!failed && path_of(fd)) record(SYNC, path_of(fd), 0, 0, 0); return failed; }
SYNCING(fsync)
SYNCING(fdatasync)

#define TRUNCATING(name) int name(int fd, off64_t size) { \
  REAL(int, #name, int, off64_t); int failed = real(fd, size); \
  if (!failed && path_of(fd)) record(TRUNCATE, path_of(fd), size, 0, 0); return failed; }
TRUNCATING(ftruncate)
TRUNCATING(ftruncate64)

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  int failed = real(path);
  if (!failed && is_ours(path)) record(UNLINK, path, 0, 0, 0);
  return failed;
}
