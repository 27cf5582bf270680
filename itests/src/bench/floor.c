/*
 * The least work that gives one container what Docker gives it by default, in one process, once for each line of standard input: six namespaces, an overlay root, /proc, /dev and
 * /sys, masked paths, pivot_root, a cgroup in each hierarchy, a veth pair on a bridge with an address and a route, exec of `true`, wait, removal.
 * No engine can be faster; the benchmark gives ratios to this.
 *
 * usage: floor ROOTFS WORKDIR       prints the microseconds of each run on a line of its own
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct message {
    struct nlmsghdr head;
    char body[2000];
};

static const char *const HIERARCHIES[] = {"cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids", 0};
static char *rootfs, *work;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void put(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    if (write(fd, text, strlen(text)) < 0)
        perror(path);
    close(fd);
}

/* --- netlink: just enough --- */

static struct rtattr *attribute(struct nlmsghdr *head, int type, const void *data, int size)
{
    struct rtattr *a = (void *) ((char *) head + NLMSG_ALIGN(head->nlmsg_len));
    a->rta_type = type;
    a->rta_len = RTA_LENGTH(size);
    if (size)
        memcpy(RTA_DATA(a), data, size);
    head->nlmsg_len = NLMSG_ALIGN(head->nlmsg_len) + RTA_ALIGN(a->rta_len);
    return a;
}

static void end(struct nlmsghdr *head, struct rtattr *a)
{
    a->rta_len = (char *) head + head->nlmsg_len - (char *) a;
}

static void *begin(struct message *m, int type, int flags, int size)
{
    memset(m, 0, sizeof *m);
    m->head.nlmsg_type = type;
    m->head.nlmsg_flags = flags | NLM_F_REQUEST | NLM_F_ACK;
    m->head.nlmsg_len = NLMSG_LENGTH(size);
    return NLMSG_DATA(&m->head);
}

static int talk(int fd, struct message *m)
{
    static char answer[4096];
    if (send(fd, &m->head, m->head.nlmsg_len, 0) < 0 || recv(fd, answer, sizeof answer, 0) < 0)
        die("netlink");
    struct nlmsghdr *head = (void *) answer;
    return head->nlmsg_type == NLMSG_ERROR ? ((struct nlmsgerr *) NLMSG_DATA(head))->error : 0;
}

static int netlink(void)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0)
        die("socket");
    return fd;
}

static void up(int fd, int index)
{
    struct message m;
    struct ifinfomsg *info = begin(&m, RTM_NEWLINK, 0, sizeof *info);
    info->ifi_index = index;
    info->ifi_flags = info->ifi_change = IFF_UP;
    talk(fd, &m);
}

static int bridge(int fd)
{
    struct message m;
    begin(&m, RTM_NEWLINK, NLM_F_CREATE, sizeof(struct ifinfomsg));
    attribute(&m.head, IFLA_IFNAME, "floor0", 7);
    struct rtattr *link = attribute(&m.head, IFLA_LINKINFO, 0, 0);
    attribute(&m.head, IFLA_INFO_KIND, "bridge", 6);
    end(&m.head, link);
    talk(fd, &m);
    int index = if_nametoindex("floor0");
    up(fd, index);
    return index;
}

static void veth(int fd, const char *name, int master, int pid)
{
    struct message m;
    begin(&m, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof(struct ifinfomsg));
    attribute(&m.head, IFLA_IFNAME, name, strlen(name) + 1);
    attribute(&m.head, IFLA_MASTER, &master, 4);
    struct rtattr *link = attribute(&m.head, IFLA_LINKINFO, 0, 0);
    attribute(&m.head, IFLA_INFO_KIND, "veth", 4);
    struct rtattr *data = attribute(&m.head, IFLA_INFO_DATA, 0, 0);
    struct rtattr *peer = attribute(&m.head, VETH_INFO_PEER, 0, 0);
    m.head.nlmsg_len += NLMSG_ALIGN(sizeof(struct ifinfomsg));
    attribute(&m.head, IFLA_IFNAME, "eth0", 5);
    attribute(&m.head, IFLA_NET_NS_PID, &pid, 4);
    end(&m.head, peer);
    end(&m.head, data);
    end(&m.head, link);
    errno = -talk(fd, &m);
    if (errno)
        die("veth");
    up(fd, if_nametoindex(name));
}

static void address_inside(int pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/net", pid);
    int theirs = open(path, O_RDONLY | O_CLOEXEC), ours = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    setns(theirs, CLONE_NEWNET);
    int fd = netlink(), index = if_nametoindex("eth0");
    struct message m;
    struct in_addr address;
    struct ifaddrmsg *a = begin(&m, RTM_NEWADDR, NLM_F_CREATE, sizeof *a);
    a->ifa_family = AF_INET;
    a->ifa_prefixlen = 24;
    a->ifa_index = index;
    inet_aton("10.231.0.2", &address);
    attribute(&m.head, IFA_LOCAL, &address, 4);
    talk(fd, &m);
    up(fd, 1);
    up(fd, index);
    struct rtmsg *r = begin(&m, RTM_NEWROUTE, NLM_F_CREATE, sizeof *r);
    r->rtm_family = AF_INET;
    r->rtm_table = RT_TABLE_MAIN;
    r->rtm_protocol = RTPROT_BOOT;
    r->rtm_scope = RT_SCOPE_UNIVERSE;
    r->rtm_type = RTN_UNICAST;
    inet_aton("10.231.0.1", &address);
    attribute(&m.head, RTA_GATEWAY, &address, 4);
    talk(fd, &m);
    close(fd);
    setns(ours, CLONE_NEWNET);
    close(ours);
    close(theirs);
}

/* --- the container --- */

static void mounts(void)
{
    static const char *const folders[] = {"proc", "sys", "dev", 0}, *const inner[] = {"dev/pts", "dev/shm", "dev/mqueue", 0};
    static const char *const masked[] = {"proc/kcore", "proc/keys", "proc/timer_list", 0};
    static const char *const fixed[] = {"proc/bus", "proc/fs", "proc/irq", "proc/sys", "proc/sysrq-trigger", 0};
    static const struct { const char *name; int major, minor; } nodes[] = {
        {"dev/null", 1, 3}, {"dev/zero", 1, 5}, {"dev/full", 1, 7}, {"dev/random", 1, 8}, {"dev/urandom", 1, 9}, {"dev/tty", 5, 0}};
    const long quiet = MS_NOSUID | MS_NOEXEC | MS_NODEV;
    for (int i = 0; folders[i]; i++)
        mkdir(folders[i], 0755);
    if (mount("proc", "proc", "proc", quiet, 0) || mount("tmpfs", "dev", "tmpfs", MS_NOSUID | MS_STRICTATIME, "mode=755,size=65536k"))
        die("proc, dev");
    for (int i = 0; inner[i]; i++)
        mkdir(inner[i], 0755);
    if (mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5")
            || mount("shm", "dev/shm", "tmpfs", quiet, "mode=1777,size=65536k") || mount("mqueue", "dev/mqueue", "mqueue", quiet, 0)
            || mount("sysfs", "sys", "sysfs", quiet | MS_RDONLY, 0))
        die("pts, shm, mqueue, sys");
    for (unsigned i = 0; i < sizeof nodes / sizeof *nodes; i++)
        mknod(nodes[i].name, S_IFCHR | 0666, nodes[i].major << 8 | nodes[i].minor);
    for (int i = 0; masked[i]; i++)
        mount("/dev/null", masked[i], 0, MS_BIND, 0);
    for (int i = 0; fixed[i]; i++) {
        mount(fixed[i], fixed[i], 0, MS_BIND | MS_REC, 0);
        mount(0, fixed[i], 0, MS_BIND | MS_REMOUNT | MS_RDONLY | quiet, 0);
    }
}

static int child(void *argument)
{
    int *go = argument;
    char options[1024], merged[512], byte;
    close(go[1]);
    snprintf(options, sizeof options, "lowerdir=%s,upperdir=%s/u,workdir=%s/w", rootfs, work, work);
    snprintf(merged, sizeof merged, "%s/m", work);
    if (mount(0, "/", 0, MS_REC | MS_PRIVATE, 0) || mount("overlay", merged, "overlay", 0, options) || chdir(merged))
        die("overlay");
    mounts();
    if (syscall(SYS_pivot_root, ".", ".") || umount2(".", MNT_DETACH) || chdir("/"))
        die("pivot_root");
    if (sethostname("floor", 5) || read(go[0], &byte, 1) != 1)
        die("go");
    char *const args[] = {"/bin/true", 0}, *const env[] = {"PATH=/bin", 0};
    execve(args[0], args, env);
    die("exec");
    return 1;
}

static void join_cgroups(int pid)
{
    char path[512], text[16];
    snprintf(text, sizeof text, "%d", pid);
    for (int i = 0; HIERARCHIES[i]; i++) {
        snprintf(path, sizeof path, "/sys/fs/cgroup/%s/floor", HIERARCHIES[i]);
        mkdir(path, 0755);
        if (!strcmp(HIERARCHIES[i], "cpuset")) {
            put("/sys/fs/cgroup/cpuset/floor/cpuset.cpus", "0");
            put("/sys/fs/cgroup/cpuset/floor/cpuset.mems", "0");
        }
        snprintf(path, sizeof path, "/sys/fs/cgroup/%s/floor/cgroup.procs", HIERARCHIES[i]);
        put(path, text);
    }
}

static void removal(void)
{
    static const char *const folders[] = {"w/work", "u/proc", "u/sys", "u/dev", "u", "w", "m", 0};
    char path[512];
    for (int i = 0; HIERARCHIES[i]; i++) {
        snprintf(path, sizeof path, "/sys/fs/cgroup/%s/floor", HIERARCHIES[i]);
        rmdir(path);
    }
    for (int i = 0; folders[i]; i++) {
        snprintf(path, sizeof path, "%s/%s", work, folders[i]);
        rmdir(path);
    }
}

static void life(int number, int fd, int master)
{
    static char stack[65536];
    static const char *const folders[] = {"u", "w", "m", 0};
    char name[16], path[512];
    int go[2], status;
    for (int i = 0; folders[i]; i++) {
        snprintf(path, sizeof path, "%s/%s", work, folders[i]);
        mkdir(path, 0755);
    }
    if (pipe2(go, O_CLOEXEC))
        die("pipe");
    int pid = clone(child, stack + sizeof stack, CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP | CLONE_NEWNET | SIGCHLD, go);
    if (pid < 0)
        die("clone");
    join_cgroups(pid);
    snprintf(name, sizeof name, "flv%d", number);
    veth(fd, name, master, pid);
    address_inside(pid);
    if (write(go[1], "x", 1) != 1)
        die("go");
    close(go[0]);
    close(go[1]);
    if (waitpid(pid, &status, 0) < 0 || status)
        die("the container");
    removal();
}

int main(int count, char **words)
{
    if (count != 3) {
        fprintf(stderr, "usage: floor ROOTFS WORKDIR\n");
        return 2;
    }
    rootfs = realpath(words[1], 0);
    work = words[2];
    mkdir(work, 0755);
    int fd = netlink(), master = bridge(fd);
    for (int i = 0, c; (c = getchar()) != EOF; i += c == '\n') {
        struct timespec from, to;
        if (c != '\n')
            continue;
        clock_gettime(CLOCK_MONOTONIC, &from);
        life(i, fd, master);
        clock_gettime(CLOCK_MONOTONIC, &to);
        printf("%ld\n", (to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000);
        fflush(stdout);
    }
    return 0;
}
