/* The monitor: the parent of the container's process, outside of the container. Holds the streams, waits, writes the exit down. */
#include "init.h"
#include "kernel.h"
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

enum { CHUNK = 4096, QUIET_MS = 100 };

/* Bytes on their way from one descriptor to another: either empty and waiting for input, or waiting for room. */
struct flow {
    int from, to, have, sent, ended;
    char data[CHUNK];
};

static volatile sig_atomic_t stdin_ends;

static void on_signal(int signal) {
    if (signal == SIGUSR1) {
        stdin_ends = 1;
    }
}

static void write_text(int fd, const char *text) {
    size_t length = strlen(text);
    if (write(fd, text, length) != (ssize_t) length) {
        _exit(1);   /* no room for a few bytes in the run folder: without a record the engine takes the container for dead */
    }
}

/* A file of the run folder is there whole or not at all. */
static int begin_file(const char *temporary) {
    int fd = openat(FOLDER, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        _exit(1);
    }
    return fd;
}

static void end_file(int fd, const char *temporary, const char *name) {
    close(fd);
    renameat(FOLDER, temporary, FOLDER, name);
}

static void write_number(int fd, const char *before, unsigned long long value) {
    char buffer[24];
    buffer[23] = 0;
    write_text(fd, before);
    write_text(fd, decimal(buffer + 23, value));
}

static void write_task(const char *text, pid_t child) {
    unlinkat(FOLDER, "exit", 0);
    unlinkat(FOLDER, "started", 0);
    int fd = begin_file("task.tmp");
    write_text(fd, text);
    write_number(fd, "monitor=", (unsigned long long) getpid());
    write_number(fd, "\npid=", (unsigned long long) child);
    write_text(fd, "\n");
    end_file(fd, "task.tmp", "task");
}

/* Whether the kernel's counter of OOM kills in the container's cgroup is not zero. */
static int oom_killed(const char *path) {
    static const char key[] = "oom_kill ";
    char text[1024];
    int fd = *path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) {
        return 0;
    }
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? n : 0] = 0;
    char *at = strstr(text, key);
    return at && at[sizeof key - 1] != '0';
}

static void write_exit(int status, const char *oom_file) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int fd = begin_file("exit.tmp");
    if (state.shared->never) {
        write_text(fd, "never\n");
    } else {
        write_number(fd, "", (unsigned) (WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status)));
        write_number(fd, " ", (unsigned) oom_killed(oom_file));
        write_number(fd, " ", (unsigned long long) now.tv_sec * 1000000000ull + (unsigned long long) now.tv_nsec);
        write_text(fd, "\n");
    }
    end_file(fd, "exit.tmp", "exit");
}

/* Takes the terminal from the child. None comes if the child failed before. */
static int receive_terminal(int relay) {
    char byte, control[CMSG_SPACE(sizeof(int))];
    struct iovec data = { &byte, 1 };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    int terminal;
    if (recvmsg(relay, &message, MSG_CMSG_CLOEXEC) != 1 || !CMSG_FIRSTHDR(&message)) {
        return 0;
    }
    memcpy(&terminal, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof terminal);
    check(dup3(terminal, MASTER, O_CLOEXEC));
    close(terminal);
    fcntl(MASTER, F_SETFL, O_RDWR | O_NONBLOCK);
    return 1;
}

static struct pollfd wish(const struct flow *f) {
    int full = f->sent < f->have;
    return (struct pollfd) { f->ended ? -1 : full ? f->to : f->from, full ? POLLOUT : POLLIN, 0 };
}

/* One step of a flow that poll has found ready. Ends on the end of its input, a hung up terminal, or a reader that has gone. */
static void step(struct flow *f) {
    ssize_t n;
    if (f->sent < f->have) {
        n = write(f->to, f->data + f->sent, (size_t) (f->have - f->sent));
        f->sent += n > 0 ? (int) n : 0;
    } else {
        n = read(f->from, f->data, sizeof f->data);
        f->sent = 0;
        f->have = n > 0 ? (int) n : 0;
        errno = n == 0 ? EPIPE : errno;
    }
    if (n <= 0 && errno != EAGAIN && errno != EINTR) {
        f->ended = 1;
    }
}

/* Moves what is ready; waits until something is, or a signal comes. Nonzero when the time is over. */
static int relay(struct flow *in, struct flow *out, const struct timespec *timeout, const sigset_t *mask) {
    struct pollfd fds[2] = { wish(in), wish(out) };
    int n = ppoll(fds, 2, timeout, mask);
    if (n > 0 && fds[1].revents) {
        step(out);
    }
    if (n > 0 && fds[0].revents) {
        step(in);
    }
    return n == 0;
}

/* Waits for the child, moving the terminal's bytes meanwhile; gives its status. */
static int supervise(pid_t child, struct flow *in, struct flow *out) {
    sigset_t open;
    int status;
    sigfillset(&open);
    sigdelset(&open, SIGCHLD);
    sigdelset(&open, SIGUSR1);
    for (;;) {
        for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) != 0;) {
            if (pid == child) {
                return status;
            }
            if (pid < 0) {
                _exit(1);   /* cannot be: the child is ours until we have waited for it */
            }
        }
        relay(in, out, 0, &open);
        if (stdin_ends == 1) {
            close(STDIN_W);
            stdin_ends = 2;
        }
    }
}

static void listen_to_signals(void) {
    struct sigaction action = { .sa_handler = on_signal };
    sigaction(SIGCHLD, &action, 0);
    sigaction(SIGUSR1, &action, 0);
}

/* Output that nobody has read yet would go with us: as long as there is some, waits to be killed by the engine that has taken it. */
static void linger(void) {
    for (int fd = STDOUT_R; fd <= STDERR_R; fd++) {
        int unread = 0;
        while (ioctl(fd, FIONREAD, &unread) == 0 && unread > 0) {
            sigset_t all;
            sigfillset(&all);
            sigsuspend(&all);
        }
    }
}

static _Noreturn void monitor(pid_t child, int relay_socket, int terminal, const char *oom_file) {
    static struct flow in = { .from = STDIN_R, .to = MASTER, .ended = 1 }, out = { .from = MASTER, .to = STDOUT_W, .ended = 1 };
    listen_to_signals();
    report(REPORT_PID, child, 0, 0);
    if (terminal && receive_terminal(relay_socket)) {
        in.ended = out.ended = 0;
        report(REPORT_CONSOLE, 0, 0, 0);
    }
    close(relay_socket);
    close(CONTROL);
    if (!terminal) {
        close(STDIN_R);
        close(STDOUT_W);
    }
    close(STDERR_W);
    int status = supervise(child, &in, &out);
    write_exit(status, oom_file);
    const struct timespec quiet = { 0, QUIET_MS * 1000000L };
    sigset_t all;
    sigfillset(&all);
    while (!out.ended) {
        in.ended = 1;
        int waiting = out.sent < out.have;   /* for the engine: as long as it takes */
        if (relay(&in, &out, waiting ? 0 : &quiet, &all) && !waiting) {
            break;   /* others hold the terminal, and are silent */
        }
    }
    close(STDOUT_W);
    close(LIFE_W);
    linger();
    _exit(0);
}

static void become_child(int relay_socket) {
    static const int others[] = { FOLDER, STDIN_W, STDOUT_R, STDERR_R, LIFE_W, LIFE_R, MASTER };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        close(others[i]);   /* a container that finds one of these could climb out by it */
    }
    state.relay = relay_socket;
}

/* Waits for the forerunner to give its place to another child; the end if it cannot, which it has reported. */
static pid_t await_successor(pid_t forerunner) {
    while (waitpid(forerunner, 0, 0) < 0) {
        if (errno != EINTR) {
            fail(errno);
        }
    }
    if (state.shared->successor == 0) {
        _exit(127);
    }
    return state.shared->successor;
}

void op_spawn(struct cursor *c) {
    static char oom_file[PATH_MAX];
    unsigned long clone_flags = take32(c);
    int terminal = take32(c) != 0, forks = take32(c) != 0, sockets[2] = { -1, -1 };
    const char *oom = take_string(c), *task = take_string(c);
    if (strlen(oom) < sizeof oom_file) {
        strcpy(oom_file, oom);
    }
    void *page = mmap(0, sizeof *state.shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
        fail(errno);
    }
    state.shared = page;
    if (terminal) {
        check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets));
    }
    pid_t child = (pid_t) syscall(SYS_clone, clone_flags | SIGCHLD, 0, 0, 0, 0);   /* as fork(2), with new namespaces */
    check(child);
    if (child == 0) {
        close(sockets[0]);
        become_child(sockets[1]);
        return;
    }
    close(sockets[1]);
    if (forks) {
        child = await_successor(child);
    }
    write_task(task, child);
    drop_program();
    monitor(child, sockets[0], terminal, oom_file);
}
