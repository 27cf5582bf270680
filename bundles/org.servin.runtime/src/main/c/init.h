/* servin-init: executes what the engine has decided. See main.c for how the parts work together. */
#ifndef SERVIN_INIT_H
#define SERVIN_INIT_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* Descriptors that the engine gives, by number; the same in MonitorFds.java. */
enum {
    CONTROL = 3,   /* socket: programs come in, reports go out; closed by exec */
    FOLDER = 4,    /* the run folder */
    STDIN_R = 5, STDOUT_W = 6, STDERR_W = 7,    /* the process's ends; with a terminal the monitor's */
    STDIN_W = 8, STDOUT_R = 9, STDERR_R = 10,   /* the engine's ends, held for it */
    LIFE_W = 11, LIFE_R = 12,                   /* hung up when the exit is on record */
    MASTER = 13,   /* the terminal, once there is one */
    FIRST_FREE = 14
};

/* What operations there are; the same in Op.java, where each is explained. */
enum {
    OP_PIDFD = 1, OP_SETNS, OP_SPAWN, OP_WRITE, OP_UNSHARE, OP_ROOT, OP_MOUNT, OP_BIND, OP_FOLDERS, OP_NODE, OP_LINK,
    OP_MASK, OP_PROTECT, OP_PROTECT_SELF, OP_HOSTNAME, OP_DOMAINNAME, OP_CONSOLE, OP_PIVOT, OP_READY, OP_PROCSYS, OP_SYSCTL, OP_RLIMIT, OP_FOLDER, OP_STREAMS,
    OP_BOUNDING, OP_IDS, OP_NNP, OP_SECCOMP, OP_CAPS, OP_EXEC, OP_OWN, OP_CEILING, OP_TREE, OP_TREE_OF, OP_ATTACH, OP_FORK, OP_ROOT_USER
};

/* Reports to the engine; the same in Report.java. */
enum { REPORT_PID = 1, REPORT_READY, REPORT_CONSOLE, REPORT_ERROR };

enum { WRITE_IF_ALLOWED = 1 };
enum { CONSOLE_DEVICE = 1 };
enum { EXEC_REAPER = 1, EXEC_TERMINAL = 2 };

/* A place in a program; taking more than there is fails. */
struct cursor {
    const uint8_t *at, *end;
};

/* What the monitor and its child tell each other without a descriptor. */
struct shared {
    int never;         /* the process was never exec'd */
    pid_t successor;   /* who has taken the child's place, by OP_FORK; 0 before */
};

/* What the operations share. */
struct state {
    int list, index;         /* the operation being executed, for reports */
    int root;                /* the container's root folder; -1 before there is one */
    int procsys;             /* /proc/sys as it is before it is hidden */
    int pidfd[8];
    int relay;               /* in the child: where the terminal is sent to the monitor */
    int shared_root;         /* the host's mounts stay connected with the container's */
    volatile struct shared *shared;   /* once there is a child */
    void *program;
    size_t program_size;
};
extern struct state state;

/* plan.c */
uint32_t take32(struct cursor *c);
uint64_t take64(struct cursor *c);
const char *take_string(struct cursor *c);
const void *take_bytes(struct cursor *c, uint32_t *length);
struct cursor read_program(void);
void drop_program(void);
void report(int kind, int a, int b, int c);
_Noreturn void fail(int error);
void check(long result);

/* main.c */
int *pidfd_slot(uint32_t slot);

/* paths.c */
int open_in_root(const char *path, int flags);
int make_in_root(const char *path, int file);
char *fd_path(int fd, char *buffer);
char *decimal(char *end, unsigned long long value);

/* mounts.c */
void op_root(struct cursor *c);
void op_mount(struct cursor *c);
void op_bind(struct cursor *c);
void op_folders(struct cursor *c);
void op_node(struct cursor *c);
void op_link(struct cursor *c);
void op_mask(struct cursor *c);
void op_protect(struct cursor *c);
void op_protect_self(struct cursor *c);
void op_console(struct cursor *c);
void op_pivot(void);
void attach(int tree, int target);
int clone_tree(int folder, const char *path, int recursive);
void bind_tree(int tree, const char *target, uint64_t flags, uint64_t propagation);
void write_file(int folder, const char *path, const char *data, int if_allowed);

/* process.c */
void op_rlimit(struct cursor *c);
void op_folder(struct cursor *c);
void op_streams(struct cursor *c);
void op_bounding(struct cursor *c);
void op_ids(struct cursor *c);
void op_own(struct cursor *c);
void op_ceiling(struct cursor *c);
void op_seccomp(struct cursor *c);
void op_caps(struct cursor *c);
_Noreturn void op_exec(struct cursor *c);

/* monitor.c */
void op_spawn(struct cursor *c);

/* forerunner.c */
void op_tree(struct cursor *c);
void op_tree_of(struct cursor *c);
void op_attach(struct cursor *c);
void op_fork(struct cursor *c);
void op_root_user(void);

#endif
