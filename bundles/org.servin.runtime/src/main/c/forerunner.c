/* User namespaces. What needs the host's privileges is done by a first child, the forerunner: it joins the cgroups, mounts the root, and takes the
 * host's folders that are to be mounted. Then op_fork makes the child that becomes the container's process, in the user namespace, and the monitor's
 * child too (CLONE_PARENT). The mount namespace of the forerunner ends with it; that of the other one is a copy that belongs to the user namespace.
 */
#include "init.h"
#include "kernel.h"
#include <grp.h>
#include <sched.h>
#include <string.h>

enum { TREES = 1024 };

static int trees[TREES];   /* taken by op_tree, not attached yet */

static int *tree_slot(uint32_t slot) {
    if (slot >= TREES) {
        fail(ENFILE);
    }
    return &trees[slot];
}

/* By the forerunner, for whom no folder of the host is closed. */
void op_tree(struct cursor *c) {
    const char *source = take_string(c);
    int *tree = tree_slot(take32(c));
    check(*tree = clone_tree(AT_FDCWD, source, (take64(c) & MS_REC) != 0));
}

/* The source is where another process sees it. Mounts can be cloned only from within their namespace, so goes there and comes back. */
void op_tree_of(struct cursor *c) {
    int owner = *pidfd_slot(take32(c));
    const char *source = take_string(c);
    int *tree = tree_slot(take32(c)), recursive = (take64(c) & MS_REC) != 0, error;
    int own = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
    check(own);
    check(setns(owner, CLONE_NEWNS));
    *tree = clone_tree(AT_FDCWD, source, recursive);
    error = errno;
    check(setns(own, CLONE_NEWNS));
    close(own);
    errno = error;
    check(*tree);
}

void op_attach(struct cursor *c) {
    take_string(c);   /* the source, which messages name */
    const char *target = take_string(c);
    int tree = *tree_slot(take32(c));
    uint64_t flags = take64(c), propagation = take64(c);
    bind_tree(tree, target, flags, propagation);
}

static void write_map(pid_t pid, const char *name, const char *map) {
    char path[64], number[24];
    number[23] = 0;
    strcpy(path, "/proc/");
    strcat(path, decimal(number + 23, (unsigned long long) pid));
    strcat(path, "/");
    strcat(path, name);
    write_file(AT_FDCWD, path, map, 0);
}

/* Only who is privileged outside of a user namespace may map more than itself; the other child waits for that. */
void op_fork(struct cursor *c) {
    unsigned long clone_flags = take32(c);
    const char *users = take_string(c), *groups = take_string(c);
    int gate[2];
    char byte = 0;
    check(pipe2(gate, O_CLOEXEC));
    pid_t child = (pid_t) syscall(SYS_clone, clone_flags | CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
    check(child);
    if (child == 0) {
        close(gate[1]);
        if (read(gate[0], &byte, 1) != 1) {
            _exit(127);   /* the forerunner has told why */
        }
        close(gate[0]);
        return;
    }
    if (clone_flags & CLONE_NEWUSER) {
        write_map(child, "uid_map", users);
        write_map(child, "gid_map", groups);
    }
    state.shared->successor = child;
    if (write(gate[1], &byte, 1) != 1) {
        kill(child, SIGKILL);   /* it could not be let go */
    }
    _exit(0);
}

/* Becomes root of the user namespace, so that what is made belongs to that. */
void op_root_user(void) {
    check(setgroups(0, 0));
    check(setresgid(0, 0, 0));
    check(setresuid(0, 0, 0));
}
