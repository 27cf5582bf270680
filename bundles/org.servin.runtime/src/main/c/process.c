/* The process itself: limits, identity, capabilities, filter, exec; and the reaper above it. */
#include "init.h"
#include "kernel.h"
#include <grp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/wait.h>

/* Without CAP_SYS_RESOURCE a hard limit cannot be raised: grants what there is. */
void op_rlimit(struct cursor *c) {
    int resource = (int) take32(c);
    struct rlimit want, have;
    want.rlim_cur = take64(c);
    want.rlim_max = take64(c);
    if (setrlimit(resource, &want) == 0) {
        return;
    }
    if (errno != EPERM) {
        fail(errno);
    }
    check(getrlimit(resource, &have));
    if (want.rlim_max > have.rlim_max) {
        want.rlim_max = have.rlim_max;
    }
    if (want.rlim_cur > want.rlim_max) {
        want.rlim_cur = want.rlim_max;
    }
    check(setrlimit(resource, &want));
}

/* Lets a hard limit be raised later, by who may not do that itself; the soft one stays. What the host does not grant is left out. */
void op_ceiling(struct cursor *c) {
    int resource = (int) take32(c);
    rlim_t hard = take64(c);
    struct rlimit limit;
    check(getrlimit(resource, &limit));
    if (hard > limit.rlim_max) {
        limit.rlim_max = hard;
        if (setrlimit(resource, &limit) < 0 && errno != EPERM) {
            fail(errno);
        }
    }
}

/* The current folder. Resolved without magic links, so that it cannot lead out through somebody's /proc/PID/cwd. */
void op_folder(struct cursor *c) {
    int fd = open_in_root(take_string(c), O_PATH | O_DIRECTORY);
    check(fd);
    check(fchdir(fd));
    close(fd);
}

void op_bounding(struct cursor *c) {
    uint64_t keep = take64(c);
    for (int cap = 0; cap < 64; cap++) {
        if (!(keep >> cap & 1) && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0) {
            if (errno == EINVAL) {
                break;   /* the kernel has no more */
            }
            fail(errno);
        }
    }
}

static void get_caps(struct cap_data data[2]) {
    struct cap_header header = { CAP_VERSION_3, 0 };
    check(syscall(SYS_capget, &header, data));
}

static void set_caps(uint64_t effective, uint64_t permitted, uint64_t inheritable) {
    struct cap_header header = { CAP_VERSION_3, 0 };
    struct cap_data data[2];
    for (int i = 0; i < 2; i++) {
        data[i].effective = (uint32_t) (effective >> 32 * i);
        data[i].permitted = (uint32_t) (permitted >> 32 * i);
        data[i].inheritable = (uint32_t) (inheritable >> 32 * i);
    }
    check(syscall(SYS_capset, &header, data));
}

static uint64_t permitted_caps(void) {
    struct cap_data data[2];
    get_caps(data);
    return data[0].permitted | (uint64_t) data[1].permitted << 32;
}

/* Standard streams, a session of its own, the terminal. Before the filter, which may forbid all that. */
void op_streams(struct cursor *c) {
    int terminal = (int) take32(c);
    for (int fd = 0; fd < 3; fd++) {
        check(dup2(STDIN_R + fd, fd));
    }
    check(setsid());
    if (terminal) {
        check(ioctl(STDIN_FILENO, TIOCSCTTY, 0));
    }
    umask(022);
}

/* So that the process can open /dev/stdout and /dev/tty by name. /dev/null is everybody's. */
static void give_streams(int first, uid_t uid, gid_t gid) {
    struct stat st;
    for (int fd = first; fd < first + 3; fd++) {
        check(fstat(fd, &st));
        if (S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3)) {
            continue;
        }
        check(fchown(fd, uid, gid));
    }
}

/* Before the user namespace is entered: there, nobody may change the owner of what belongs to somebody whom it does not know. */
void op_own(struct cursor *c) {
    uid_t uid = take32(c);
    gid_t gid = take32(c);
    give_streams(STDIN_R, uid, gid);
}

/* Permitted capabilities outlive the change of user, until op_caps: installing the filter may need one. */
void op_ids(struct cursor *c) {
    uid_t uid = take32(c);
    gid_t gid = take32(c);
    uint32_t bytes;
    const void *groups = take_bytes(c, &bytes);
    if (uid) {
        give_streams(STDIN_FILENO, uid, (gid_t) -1);
    }
    check(setgroups(bytes / sizeof(gid_t), groups));
    check(setresgid(gid, gid, gid));
    if (uid) {
        check(prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0));
        check(setresuid(uid, uid, uid));
        uint64_t caps = permitted_caps();
        set_caps(caps, caps, 0);
    } else {
        check(setresuid(0, 0, 0));
    }
}

void op_seccomp(struct cursor *c) {
    uint32_t bytes;
    const void *filter = take_bytes(c, &bytes);
    struct filter_program program = { (unsigned short) (bytes / 8), filter };
    check(syscall(SYS_seccomp, SECCOMP_FILTER_MODE, 0, &program));
}

/* What this host itself lacks is left out. */
void op_caps(struct cursor *c) {
    uint64_t have = permitted_caps();
    uint64_t effective = take64(c) & have, permitted = take64(c) & have, inheritable = take64(c) & have, ambient = take64(c) & permitted & inheritable;
    set_caps(effective, permitted, inheritable);
    for (int cap = 0; cap < 64; cap++) {
        if (ambient >> cap & 1) {
            check(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0));
        }
    }
}

static char **take_list(struct cursor *c) {
    uint32_t count = take32(c);
    if (count > (size_t) (c->end - c->at) / 4) {
        fail(EPROTO);
    }
    char **list = mmap(0, (count + 1ul) * sizeof *list, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (list == MAP_FAILED) {
        fail(errno);
    }
    for (uint32_t i = 0; i < count; i++) {
        list[i] = (char *) (uintptr_t) take_string(c);
    }
    return list;
}

/* The file is there, but not what the kernel needs to run it. With Docker it is then the process that says so and ends, and not its start that fails. */
static _Noreturn void end_unrunnable(char *path, char *why) {
    struct iovec text[] = {{"exec ", 5}, {path, strlen(path)}, {": ", 2}, {why, strlen(why)}, {"\n", 1}};
    _exit(writev(2, text, sizeof text / sizeof *text) < 0 ? 2 : 1);
}

/* Tries the candidates in order, as a search in PATH does; a file that may not be run is remembered over one that is not there. */
static _Noreturn void exec_first(char **candidates, char **args, char **env) {
    int error = ENOENT;
    for (; *candidates; candidates++) {
        execve(*candidates, args, env);
        int why = errno;
        if (why == ENOEXEC) {
            end_unrunnable(*candidates, "exec format error");
        }
        if (why == ENOENT && !access(*candidates, F_OK)) {
            end_unrunnable(*candidates, "no such file or directory");
        }
        if (why != ENOENT && why != ENOTDIR && why != EACCES) {
            fail(why);
        }
        if (error != EACCES && why != ENOENT) {
            error = why;
        }
    }
    fail(error);
}

static void unblock_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, 0);
}

/* Process 1 above the user's process: passes signals down, takes in orphans, ends with the process's status. Stays in this program's image, so
 * that the container needs no file for it. */
static _Noreturn void reap(pid_t child) {
    sigset_t all;
    int status;
    sigfillset(&all);
    for (;;) {
        int signal = sigwaitinfo(&all, 0);
        if (signal > 0 && signal != SIGCHLD) {
            kill(child, signal);
        }
        for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
            if (pid == child) {
                _exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
            }
        }
    }
}

/* Splits into reaper and process; returns in the process. */
static void leave_reaper(int terminal) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, 0);
    pid_t pid = fork();
    check(pid);
    if (pid == 0) {
        setpgid(0, 0);
        if (terminal) {
            tcsetpgrp(STDIN_FILENO, getpid());
        }
        return;
    }
    for (int fd = CONTROL; fd < FIRST_FREE + 16; fd++) {
        close(fd);
    }
    prctl(PR_SET_NAME, "docker-init", 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);   /* an ordinary process of the container's from here on; the image is sealed */
    reap(pid);
}

void op_exec(struct cursor *c) {
    uint32_t flags = take32(c);
    char **candidates = take_list(c), **args = take_list(c), **env = take_list(c);
    if (flags & EXEC_REAPER) {
        leave_reaper((flags & EXEC_TERMINAL) != 0);
    }
    unblock_signals();
    exec_first(candidates, args, env);
}
