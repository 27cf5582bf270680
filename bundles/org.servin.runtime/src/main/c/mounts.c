/* The container's file systems. Everything is mounted before pivot_root, at descriptors resolved within the container's root. */
#include "init.h"
#include "kernel.h"
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>

int clone_tree(int folder, const char *path, int recursive) {
    unsigned flags = TREE_CLONE | TREE_CLOEXEC | (recursive ? TREE_RECURSIVE : 0) | (*path ? 0 : AT_EMPTY_PATH);
    return (int) syscall(SYS_open_tree, folder, path, flags);
}

void attach(int tree, int target) {
    check(syscall(SYS_move_mount, tree, "", target, "", FROM_EMPTY | TO_EMPTY));
}

/* Adds MS_RDONLY and its like to the mount whose root is open. */
static void protect(int mount_root, uint64_t flags) {
    struct mount_attr_v0 attr = { .set = flags & ATTR_LOW };
    if (flags & MS_NOATIME) {
        attr.set |= ATTR_NOATIME;
    }
    if (flags & MS_STRICTATIME) {
        attr.set |= ATTR_STRICTATIME;
    }
    attr.clear = attr.set & ATTR_ATIMES ? ATTR_ATIMES : 0;
    if (flags & MS_NODIRATIME) {
        attr.set |= ATTR_NODIRATIME;
    }
    if (!attr.set || syscall(SYS_mount_setattr, mount_root, "", AT_EMPTY_PATH, &attr, sizeof attr) == 0) {
        return;
    }
    if (errno != ENOSYS) {
        fail(errno);
    }
    struct statfs fs;   /* Linux before 5.12: what is set already must be named again; statfs has mount(2)'s bits here */
    char path[32];
    check(fstatfs(mount_root, &fs));
    uint64_t kept = (uint64_t) fs.f_flags & (ATTR_LOW | MS_NOATIME | MS_NODIRATIME);
    check(mount(0, fd_path(mount_root, path), 0, MS_REMOUNT | MS_BIND | kept | (flags & ~(uint64_t) (MS_REC | MS_BIND)), 0));
}

static void propagate(int mount_root, uint64_t propagation) {
    char path[32];
    if (propagation) {
        check(mount(0, fd_path(mount_root, path), 0, propagation, 0));
    }
}

/* pivot_root refuses a shared parent, and our root must not appear on the host: cuts off the one mount that it stands on. */
static void make_parent_private(const char *folder) {
    check(chdir(folder));
    while (mount(0, ".", 0, MS_PRIVATE, 0) < 0) {   /* EINVAL: not the root of a mount */
        if (errno != EINVAL) {
            fail(errno);
        }
        check(chdir(".."));
    }
}

void op_root(struct cursor *c) {
    const char *mountpoint = take_string(c), *work = take_string(c), *type = take_string(c), *source = take_string(c), *data = take_string(c);
    uint64_t propagation = take64(c);
    state.shared_root = (propagation & MS_SHARED) != 0;
    if (state.shared_root) {
        make_parent_private(mountpoint);
    } else {
        check(mount(0, "/", 0, propagation, 0));
    }
    if (strcmp(type, "bind") == 0) {
        int tree = clone_tree(AT_FDCWD, source, 1), target = open(mountpoint, O_PATH | O_DIRECTORY | O_CLOEXEC);
        check(tree);
        check(target);
        attach(tree, target);
        close(target);
        state.root = tree;
        return;
    }
    check(chdir(work));
    check(mount(source, mountpoint, type, 0, *data ? data : 0));
    state.root = open(mountpoint, O_PATH | O_DIRECTORY | O_CLOEXEC);
    check(state.root);
}

void op_mount(struct cursor *c) {
    char path[32];
    const char *type = take_string(c), *source = take_string(c), *target = take_string(c), *data = take_string(c);
    uint64_t flags = take64(c), propagation = take64(c);
    int fd = make_in_root(target, 0);
    check(fd);
    check(mount(source, fd_path(fd, path), type, flags & ~(uint64_t) MS_REC, *data ? data : 0));
    close(fd);
    if (propagation) {
        fd = open_in_root(target, O_PATH);
        check(fd);
        propagate(fd, propagation);
        close(fd);
    }
}

/* Mounts a tree that is attached nowhere yet, and closes it. */
void bind_tree(int tree, const char *target, uint64_t flags, uint64_t propagation) {
    struct stat st;
    check(tree);
    check(fstat(tree, &st));
    int folder = S_ISDIR(st.st_mode), fd = make_in_root(target, !folder);
    check(fd);
    check(fstat(fd, &st));
    if (S_ISDIR(st.st_mode) != folder) {
        fail(ENOTDIR);   /* the kernel would say EINVAL */
    }
    attach(tree, fd);
    protect(tree, flags);
    propagate(tree, propagation);
    close(fd);
    close(tree);
}

void op_bind(struct cursor *c) {
    const char *source = take_string(c), *target = take_string(c);
    uint64_t flags = take64(c), propagation = take64(c);
    bind_tree(clone_tree(AT_FDCWD, source, (flags & MS_REC) != 0), target, flags, propagation);
}

void op_folders(struct cursor *c) {
    struct stat st;
    int fd = make_in_root(take_string(c), 0);
    check(fd);
    check(fstat(fd, &st));
    if (!S_ISDIR(st.st_mode)) {
        fail(ENOTDIR);
    }
    close(fd);
}

/* Opens the folder that a path's last name is in, and gives the name. */
static int parent_of(const char *path, const char **name) {
    char parent[PATH_MAX];
    const char *slash = strrchr(path, '/');
    if (!slash || !slash[1] || slash - path >= PATH_MAX) {
        fail(EINVAL);
    }
    *name = slash + 1;
    memcpy(parent, path, (size_t) (slash - path));
    parent[slash - path] = 0;
    int folder = make_in_root(*parent ? parent : "/", 0);
    check(folder);
    return folder;
}

/* Where nodes cannot be made (no CAP_MKNOD), the host's own is mounted in its place. */
static void bind_node(const char *path) {
    int tree = clone_tree(AT_FDCWD, path, 0), fd = make_in_root(path, 1);
    check(tree);
    check(fd);
    attach(tree, fd);
    close(fd);
    close(tree);
}

void op_node(struct cursor *c) {
    const char *path = take_string(c), *name;
    mode_t mode = take32(c);
    uint32_t major = take32(c), minor = take32(c), uid = take32(c), gid = take32(c);
    int folder = parent_of(path, &name);
    if (mknodat(folder, name, mode, makedev(major, minor)) == 0) {
        if (uid || gid) {
            check(fchownat(folder, name, uid, gid, AT_SYMLINK_NOFOLLOW));
        }
    } else if (errno == EPERM) {
        bind_node(path);
    } else if (errno != EEXIST) {
        fail(errno);
    }
    close(folder);
}

void op_link(struct cursor *c) {
    const char *content = take_string(c), *path = take_string(c), *name;
    int folder = parent_of(path, &name);
    if (symlinkat(content, folder, name) < 0 && errno != EEXIST) {
        fail(errno);
    }
    close(folder);
}

/* Opens what is to be hidden or protected; absent paths are passed over. */
static int find(const char *path) {
    int fd = open_in_root(path, O_PATH);
    if (fd < 0 && errno != ENOENT && errno != ENOTDIR) {
        fail(errno);
    }
    return fd;
}

void op_mask(struct cursor *c) {
    struct stat st;
    char path[32];
    int fd = find(take_string(c));
    if (fd < 0) {
        return;
    }
    check(fstat(fd, &st));
    if (S_ISDIR(st.st_mode)) {
        check(mount("tmpfs", fd_path(fd, path), "tmpfs", MS_RDONLY, "nr_blocks=1,nr_inodes=1"));
    } else {
        int tree = clone_tree(AT_FDCWD, "/dev/null", 0);   /* the host's: the container's could be something else */
        check(tree);
        attach(tree, fd);
        close(tree);
    }
    close(fd);
}

/* Mounts a path over itself, read-only. */
void op_protect_self(struct cursor *c) {
    int fd = find(take_string(c));
    if (fd < 0) {
        return;
    }
    int tree = clone_tree(fd, "", 1);
    check(tree);
    attach(tree, fd);
    protect(tree, MS_RDONLY);
    close(tree);
    close(fd);
}

/* Sets flags of a mount that is there. */
void op_protect(struct cursor *c) {
    const char *path = take_string(c);
    uint64_t flags = take64(c);
    int fd = open_in_root(path, O_PATH);
    check(fd);
    protect(fd, flags);
    close(fd);
}

static void send_terminal(int terminal) {
    char byte = 0, control[CMSG_SPACE(sizeof terminal)] = { 0 };
    struct iovec data = { &byte, 1 };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof terminal);
    memcpy(CMSG_DATA(rights), &terminal, sizeof terminal);
    check(sendmsg(state.relay, &message, MSG_NOSIGNAL));
    close(state.relay);
}

/* A terminal of the container's own devpts: its far end for the process's streams and /dev/console, the near one for the monitor. */
void op_console(struct cursor *c) {
    struct winsize size = { 0 };
    struct stat st;
    int locked = 0;
    uint32_t flags = take32(c);
    size.ws_row = (unsigned short) take32(c);
    size.ws_col = (unsigned short) take32(c);
    int near = open_in_root("/dev/pts/ptmx", O_RDWR | O_NOCTTY);
    check(near);
    check(fstat(near, &st));
    if (!S_ISCHR(st.st_mode)) {
        fail(ENOTTY);
    }
    check(ioctl(near, TIOCSPTLCK, &locked));
    int far = ioctl(near, TIOCGPTPEER_NR, O_RDWR | O_NOCTTY | O_CLOEXEC);
    check(far);
    if (size.ws_row || size.ws_col) {
        check(ioctl(near, TIOCSWINSZ, &size));
    }
    if (flags & CONSOLE_DEVICE) {
        char path[32];
        int console = make_in_root("/dev/console", 1);
        check(console);
        int tree = clone_tree(AT_FDCWD, fd_path(far, path), 0);
        check(tree);
        attach(tree, console);
        close(tree);
        close(console);
    }
    for (int fd = STDIN_R; fd <= STDERR_W; fd++) {
        check(dup3(far, fd, O_CLOEXEC));
    }
    close(far);
    send_terminal(near);
    close(near);
}

void op_pivot(void) {
    int old = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    check(old);
    check(fchdir(state.root));
    check(syscall(SYS_pivot_root, ".", "."));
    check(fchdir(old));
    if (state.shared_root) {
        check(mount(0, ".", 0, MS_SLAVE | MS_REC, 0));   /* else the host would lose its mounts with us */
    }
    check(umount2(".", MNT_DETACH));
    check(chdir("/"));
    close(old);
}
