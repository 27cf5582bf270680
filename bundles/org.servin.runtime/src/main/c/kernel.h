/* Kernel interfaces that musl's headers do not have; values from the kernel's uapi headers, the same on all architectures. */
#ifndef SERVIN_KERNEL_H
#define SERVIN_KERNEL_H

#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_open_tree
#define SYS_open_tree 428
#define SYS_move_mount 429
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

#define CLOSE_RANGE_AS_CLOEXEC 4u

struct open_how_v0 { uint64_t flags, mode, resolve; };   /* linux/openat2.h */
#define RESOLVE_NO_MAGIC 0x02
#define RESOLVE_AT_ROOT 0x10

#define TREE_CLONE 1            /* linux/mount.h */
#define TREE_CLOEXEC O_CLOEXEC
#define TREE_RECURSIVE 0x8000
#define FROM_EMPTY 0x04
#define TO_EMPTY 0x40
struct mount_attr_v0 { uint64_t set, clear, propagation, userns; };
#define ATTR_LOW (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)  /* these four have the numbers of mount(2) */
#define ATTR_NOATIME 0x10
#define ATTR_STRICTATIME 0x20
#define ATTR_ATIMES 0x70
#define ATTR_NODIRATIME 0x80

#define TIOCGPTPEER_NR 0x5441   /* asm-generic/ioctls.h */
#define SECCOMP_FILTER_MODE 1   /* linux/seccomp.h */
struct filter_program { unsigned short length; const void *filter; };

struct cap_header { uint32_t version; int pid; };        /* linux/capability.h */
struct cap_data { uint32_t effective, permitted, inheritable; };
#define CAP_VERSION_3 0x20080522

#endif
