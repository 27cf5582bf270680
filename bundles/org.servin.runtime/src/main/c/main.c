/* servin-init executes programs: lists of operations that the engine sends over a socket, each a system call or a few, in order.
 *
 * It starts as the monitor, on the host. Operations before OP_SPAWN are the monitor's; OP_SPAWN makes the child, which goes on with the
 * operations after it, while the monitor waits for the child's end (monitor.c). The child is in its new namespaces then; it mounts
 * (mounts.c), reports that it is ready, waits for the last program, sets up its identity and execs (process.c).
 *
 * With a user namespace of the container's own, that child is only a forerunner: it does what needs the host's privileges, and OP_FORK puts another
 * child in its place, which has none of them and goes on.
 *
 * An operation that fails is reported with its number and errno, and ends the launch. The socket is closed by exec: its end without an
 * error tells the engine that the process runs. No memory is allocated but by mmap, nothing is decided here, nothing is read from the
 * container but what the kernel resolves.
 */
#include "init.h"
#include "kernel.h"
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>

/* Everything else that the engine's process had open is closed, and what is ours is closed by exec. */
static void own_descriptors(void) {
    syscall(SYS_close_range, FIRST_FREE, ~0u, 0);
    if (syscall(SYS_close_range, CONTROL, ~0u, CLOSE_RANGE_AS_CLOEXEC) < 0) {
        for (int fd = CONTROL; fd < FIRST_FREE; fd++) {
            fcntl(fd, F_SETFD, FD_CLOEXEC);   /* Linux before 5.11 */
        }
    }
}

/* posix_spawn of glibc leaves the signals that it uses itself ignored, and musl does not let them be named: asks the kernel. */
static void default_signals(void) {
    struct { void *handler; unsigned long flags; void *restorer; unsigned long mask; } action = { 0, 0, 0, 0 };
    for (int signal = 32; signal <= 34; signal++) {
        syscall(SYS_rt_sigaction, signal, &action, 0, sizeof action.mask);
    }
}

int *pidfd_slot(uint32_t slot) {
    if (slot >= sizeof state.pidfd / sizeof *state.pidfd) {
        fail(EPROTO);
    }
    return &state.pidfd[slot];
}

static void op_pidfd(struct cursor *c) {
    int *slot = pidfd_slot(take32(c));
    check(*slot = (int) syscall(SYS_pidfd_open, take32(c), 0));
}

static void op_setns(struct cursor *c) {
    int owner = *pidfd_slot(take32(c));
    uint32_t kinds = take32(c);
    check(setns(owner, (int) kinds));
    if (kinds & CLONE_NEWNS) {
        state.root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
        check(state.root);
    }
}

void write_file(int folder, const char *path, const char *data, int if_allowed) {
    int fd = openat(folder, path, O_WRONLY | O_CLOEXEC);
    ssize_t length = (ssize_t) strlen(data), n = fd < 0 ? -1 : write(fd, data, (size_t) length);
    int error = errno;
    close(fd);
    if (n != length && !(if_allowed && (error == EACCES || error == EPERM))) {
        fail(n < 0 ? error : EIO);
    }
}

static void op_write(struct cursor *c) {
    const char *path = take_string(c), *data = take_string(c);
    write_file(AT_FDCWD, path, data, (take32(c) & WRITE_IF_ALLOWED) != 0);
}

static void op_sysctl(struct cursor *c) {
    const char *path = take_string(c), *data = take_string(c);
    write_file(state.procsys, path, data, 0);
}

static void execute(uint32_t code, struct cursor *c) {
    const char *name;
    switch (code) {
    case OP_PIDFD: op_pidfd(c); break;
    case OP_SETNS: op_setns(c); break;
    case OP_SPAWN: op_spawn(c); break;
    case OP_WRITE: op_write(c); break;
    case OP_UNSHARE: check(unshare((int) take32(c))); break;
    case OP_ROOT: op_root(c); break;
    case OP_MOUNT: op_mount(c); break;
    case OP_BIND: op_bind(c); break;
    case OP_FOLDERS: op_folders(c); break;
    case OP_NODE: op_node(c); break;
    case OP_LINK: op_link(c); break;
    case OP_MASK: op_mask(c); break;
    case OP_PROTECT: op_protect(c); break;
    case OP_PROTECT_SELF: op_protect_self(c); break;
    case OP_HOSTNAME: name = take_string(c); check(sethostname(name, strlen(name))); break;
    case OP_DOMAINNAME: name = take_string(c); check(setdomainname(name, strlen(name))); break;
    case OP_CONSOLE: op_console(c); break;
    case OP_PIVOT: op_pivot(); break;
    case OP_READY: report(REPORT_READY, 0, 0, 0); break;
    case OP_PROCSYS: check(state.procsys = open("/proc/sys", O_PATH | O_DIRECTORY | O_CLOEXEC)); break;
    case OP_SYSCTL: op_sysctl(c); break;
    case OP_RLIMIT: op_rlimit(c); break;
    case OP_FOLDER: op_folder(c); break;
    case OP_STREAMS: op_streams(c); break;
    case OP_BOUNDING: op_bounding(c); break;
    case OP_IDS: op_ids(c); break;
    case OP_NNP: check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); break;
    case OP_SECCOMP: op_seccomp(c); break;
    case OP_CAPS: op_caps(c); break;
    case OP_OWN: op_own(c); break;
    case OP_CEILING: op_ceiling(c); break;
    case OP_TREE: op_tree(c); break;
    case OP_TREE_OF: op_tree_of(c); break;
    case OP_ATTACH: op_attach(c); break;
    case OP_FORK: op_fork(c); break;
    case OP_ROOT_USER: op_root_user(); break;
    case OP_EXEC: op_exec(c);
    default: fail(EPROTO);
    }
}

int main(void) {
    sigset_t all;
    own_descriptors();
    default_signals();
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, 0);
    umask(0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);   /* the container must not get at our image through /proc */
    prctl(PR_SET_NAME, "servin-init", 0, 0, 0);
    for (;;) {
        struct cursor program = read_program();
        while (program.at < program.end) {
            state.index++;
            uint32_t code = take32(&program), bytes;
            struct cursor operation;
            operation.at = take_bytes(&program, &bytes);
            operation.end = operation.at + bytes;
            execute(code, &operation);
        }
    }
}
