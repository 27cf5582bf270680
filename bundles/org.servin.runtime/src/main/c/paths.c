/* Paths inside the container. Images decide what links are there, so the kernel resolves them within the root, never as text. */
#include "init.h"
#include "kernel.h"
#include <string.h>

enum { DEEPEST = 40 };

int open_in_root(const char *path, int flags) {
    struct open_how_v0 how = { .flags = (uint64_t) flags | O_CLOEXEC, .resolve = RESOLVE_AT_ROOT | RESOLVE_NO_MAGIC };
    int fd, tries = 0;
    do {
        fd = (int) syscall(SYS_openat2, state.root, path, &how, sizeof how);
    } while (fd < 0 && errno == EAGAIN && ++tries < 100);   /* EAGAIN: somebody renamed folders meanwhile */
    return fd;
}

static int make(const char *path, int file, int depth);

/* A name is taken by a link to something missing: makes that. */
static int make_link_target(int folder, const char *parent, const char *name, int file, int depth) {
    char link[PATH_MAX], joined[PATH_MAX * 2];
    ssize_t n = readlinkat(folder, name, link, sizeof link - 1);
    if (n < 0) {
        return -1;
    }
    link[n] = 0;
    joined[0] = 0;
    if (link[0] != '/') {
        strcpy(joined, parent);
        strcat(joined, "/");
    }
    strcat(joined, link);
    if (strlen(joined) >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return make(joined, file, depth + 1);
}

static int make_name(int folder, const char *name, int file) {
    if (!file) {
        return mkdirat(folder, name, 0755);
    }
    int fd = openat(folder, name, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0755);
    return fd < 0 ? -1 : close(fd);
}

static int make(const char *path, int file, int depth) {
    char parent[PATH_MAX];
    int fd = open_in_root(path, O_PATH);
    if (fd >= 0 || errno != ENOENT) {
        return fd;
    }
    size_t end = strlen(path);
    if (depth > DEEPEST || end >= sizeof parent) {
        errno = depth > DEEPEST ? ELOOP : ENAMETOOLONG;
        return -1;
    }
    memcpy(parent, path, end + 1);
    while (end > 1 && parent[end - 1] == '/') {
        parent[--end] = 0;
    }
    char *slash = strrchr(parent, '/');
    if (!slash) {
        errno = EINVAL;
        return -1;
    }
    char name[NAME_MAX + 1];
    if (strlen(slash + 1) > NAME_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(name, slash + 1);
    *slash = 0;
    int folder = make(*parent ? parent : "/", 0, depth + 1);
    if (folder < 0) {
        return -1;
    }
    if (make_name(folder, name, file) < 0) {
        fd = errno == EEXIST ? make_link_target(folder, parent, name, file, depth) : -1;
    } else {
        fd = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    }
    int error = errno;
    close(folder);
    errno = error;
    return fd;
}

/* Opens a place to mount on, O_PATH; makes it, and the folders above it, if it is missing. */
int make_in_root(const char *path, int file) {
    return make(path, file, 0);
}

/* Writes a number so that it ends before end; gives its start. */
char *decimal(char *end, unsigned long long value) {
    do {
        *--end = (char) ('0' + value % 10);
        value /= 10;
    } while (value);
    return end;
}

/* The name under which system calls without a descriptor argument find an open file; the buffer takes 32 bytes. */
char *fd_path(int fd, char *buffer) {
    static const char prefix[] = "/proc/self/fd/";
    buffer[31] = 0;
    char *number = decimal(buffer + 31, (unsigned long long) fd);
    return memcpy(number - (sizeof prefix - 1), prefix, sizeof prefix - 1);
}
