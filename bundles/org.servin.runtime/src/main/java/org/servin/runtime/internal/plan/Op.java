package org.servin.runtime.internal.plan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.servin.spi.IdMaps;
import org.servin.spi.Owner;

/**
 * One operation of a program for servin-init: a code, and its operands in the binary form that {@code take32}, {@code take64}, {@code take_string} and
 * {@code take_bytes} of plan.c read. Immutable. The factory methods say what each does; the program in C adds nothing to that.
 */
public final class Op {
    /** The operations, in the order of the enumeration in init.h. */
    public enum Code {
        PIDFD, SETNS, SPAWN, WRITE, UNSHARE, ROOT, MOUNT, BIND, FOLDERS, NODE, LINK,
        MASK, PROTECT, PROTECT_SELF, HOSTNAME, DOMAINNAME, CONSOLE, PIVOT, READY, PROCSYS, SYSCTL, RLIMIT, FOLDER, STREAMS,
        BOUNDING, IDS, NNP, SECCOMP, CAPS, EXEC, OWN, CEILING, TREE, TREE_OF, ATTACH, FORK, ROOT_USER
    }

    private final Code code;
    private final Operands operands;

    private Op(Code code, Operands operands) {
        this.code = code;
        this.operands = operands;
    }

    /** Opens a handle of a process of the host, to be used by {@link #setns}. */
    public static Op pidfd(int slot, int pid) {
        return new Op(Code.PIDFD, new Operands().number("slot", slot).number("pid", pid));
    }

    /** Joins namespaces of the process in the slot, {@code CLONE_NEW*}. */
    public static Op setns(int slot, long kinds) {
        return new Op(Code.SETNS, new Operands().number("slot", slot).flags("kinds", kinds));
    }

    /**
     * Makes the child, which goes on with what follows, while the monitor waits for its end.
     *
     * @param namespaces new ones for the child, {@code CLONE_NEW*}
     * @param terminal whether the monitor takes a terminal from the child and moves its bytes
     * @param forks whether another takes the child's place, by {@link #fork}
     * @param oomFile the file with the counter {@code oom_kill}; empty for none
     * @param task text for the beginning of the file {@code task}
     */
    public static Op spawn(long namespaces, boolean terminal, boolean forks, String oomFile, String task) {
        return new Op(Code.SPAWN, new Operands().flags("namespaces", namespaces).flag("terminal", terminal).flag("forks", forks).text("oom", oomFile)
                .text("task", task));
    }

    /** Writes to a file of the host that exists. */
    public static Op write(String path, String data, boolean ifAllowed) {
        return new Op(Code.WRITE, new Operands().text("path", path).text("data", data).flag("if-allowed", ifAllowed));
    }

    /** Moves the child into new namespaces, {@code CLONE_NEW*}. */
    public static Op unshare(long kinds) {
        return new Op(Code.UNSHARE, new Operands().flags("kinds", kinds));
    }

    /** Sets the propagation of the host's mounts as seen inside, and mounts the root over a folder; paths after it are paths inside. */
    public static Op root(String mountpoint, String workFolder, String type, String source, String data, long propagation) {
        return new Op(Code.ROOT, new Operands().text("at", mountpoint).text("work", workFolder).text("type", type).text("source", source).text("data", data)
                .longFlags("propagation", propagation));
    }

    /** Mounts a file system. */
    public static Op mount(String type, String source, String target, String data, long flags, long propagation) {
        return new Op(Code.MOUNT, new Operands().text("type", type).text("source", source).text("target", target).text("data", data).longFlags("flags", flags)
                .longFlags("propagation", propagation));
    }

    /** Mounts a path of the host. */
    public static Op bind(String source, String target, long flags, long propagation) {
        return new Op(Code.BIND, new Operands().text("source", source).text("target", target).longFlags("flags", flags).longFlags("propagation", propagation));
    }

    /** Makes a folder inside with those above it. */
    public static Op folders(String path) {
        return new Op(Code.FOLDERS, new Operands().text("path", path));
    }

    /** Makes a device node inside; {@code mode} with {@code S_IFCHR} or {@code S_IFBLK}. */
    public static Op node(String path, int mode, int major, int minor, int uid, int gid) {
        return new Op(Code.NODE, new Operands().text("path", path).octal("mode", mode).number("major", major).number("minor", minor).number("uid", uid)
                .number("gid", gid));
    }

    /** Makes a symbolic link inside. */
    public static Op link(String content, String path) {
        return new Op(Code.LINK, new Operands().text("content", content).text("path", path));
    }

    /** Hides a path inside, if it is there. */
    public static Op mask(String path) {
        return new Op(Code.MASK, new Operands().text("path", path));
    }

    /** Adds flags to the mount at a path inside. */
    public static Op protect(String path, long flags) {
        return new Op(Code.PROTECT, new Operands().text("path", path).longFlags("flags", flags));
    }

    /** Makes a path inside read-only, if it is there. */
    public static Op protectSelf(String path) {
        return new Op(Code.PROTECT_SELF, new Operands().text("path", path));
    }

    /** Sets the host's name. */
    public static Op hostname(String name) {
        return new Op(Code.HOSTNAME, new Operands().text("name", name));
    }

    /** Sets the NIS domain's name. */
    public static Op domainname(String name) {
        return new Op(Code.DOMAINNAME, new Operands().text("name", name));
    }

    /** Makes a terminal; it becomes the process's streams, and {@code /dev/console} if {@code device}. */
    public static Op console(boolean device, int rows, int columns) {
        return new Op(Code.CONSOLE, new Operands().flag("device", device).number("rows", rows).number("columns", columns));
    }

    /** Makes the container's root the root, and lets go of the host's. */
    public static Op pivot() {
        return new Op(Code.PIVOT, new Operands());
    }

    /** Tells the engine that all before it is done. */
    public static Op ready() {
        return new Op(Code.READY, new Operands());
    }

    /** Keeps the host's {@code /proc/sys} open for {@link #sysctl}. */
    public static Op procsys() {
        return new Op(Code.PROCSYS, new Operands());
    }

    /** Sets a kernel parameter; {@code path} is relative to {@code /proc/sys}. */
    public static Op sysctl(String path, String value) {
        return new Op(Code.SYSCTL, new Operands().text("path", path).text("value", value));
    }

    /** Sets a resource limit, as far as this host may grant it; -1 is none. */
    public static Op rlimit(int resource, long soft, long hard) {
        return new Op(Code.RLIMIT, new Operands().number("resource", resource).wide("soft", soft).wide("hard", hard));
    }

    /** Sets the current folder. */
    public static Op folder(String path) {
        return new Op(Code.FOLDER, new Operands().text("path", path));
    }

    /** Puts the standard streams in place, in a session of its own. */
    public static Op streams(boolean terminal) {
        return new Op(Code.STREAMS, new Operands().flag("terminal", terminal));
    }

    /** Drops capabilities that are not among these from the bounding set. */
    public static Op bounding(long keep) {
        return new Op(Code.BOUNDING, new Operands().longFlags("keep", keep));
    }

    /** Sets user and groups; capabilities stay until {@link #caps}. */
    public static Op ids(int uid, int gid, List<Integer> groups) {
        return new Op(Code.IDS, new Operands().unsigned("uid", uid).unsigned("gid", gid).numbers("groups", groups));
    }

    /** Sets the no-new-privileges bit. */
    public static Op noNewPrivileges() {
        return new Op(Code.NNP, new Operands());
    }

    /** Installs a filter: {@code struct sock_filter}s. */
    public static Op seccomp(byte[] filter) {
        return new Op(Code.SECCOMP, new Operands().bytes("filter", filter));
    }

    /** Sets the capability sets, as far as this host has them. */
    public static Op caps(long effective, long permitted, long inheritable, long ambient) {
        return new Op(Code.CAPS, new Operands().longFlags("effective", effective).longFlags("permitted", permitted).longFlags("inheritable", inheritable)
                .longFlags("ambient", ambient));
    }

    /** Executes the first candidate that can be; with {@code reaper} in a child of process 1. */
    public static Op exec(boolean reaper, boolean terminal, List<String> candidates, List<String> args, List<String> env) {
        int flags = (reaper ? 1 : 0) | (terminal ? 2 : 0);
        return new Op(Code.EXEC, new Operands().flags("flags", flags).texts("candidates", candidates).texts("args", args).texts("env", env)
                .remember(args.get(0)));
    }

    /** Gives the process's ends of its streams to a user of the host. */
    public static Op own(Owner owner) {
        return new Op(Code.OWN, new Operands().unsigned("uid", owner.uid()).unsigned("gid", owner.gid()));
    }

    /** Raises a hard resource limit, as far as this host may grant it; -1 is none. */
    public static Op ceiling(int resource, long hard) {
        return new Op(Code.CEILING, new Operands().number("resource", resource).wide("hard", hard));
    }

    /** Takes a path of the host, to be mounted by {@link #attach}. */
    public static Op tree(String source, int slot, long flags) {
        return new Op(Code.TREE, new Operands().text("source", source).number("slot", slot).longFlags("flags", flags));
    }

    /** Takes a path as the process in the first slot sees it, to be mounted by {@link #attach}. */
    public static Op treeOf(int process, String source, int slot, long flags) {
        return new Op(Code.TREE_OF, new Operands().number("process", process).text("source", source).number("slot", slot).longFlags("flags", flags));
    }

    /** Mounts what is in the slot. */
    public static Op attach(String source, String target, int slot, long flags, long propagation) {
        return new Op(Code.ATTACH, new Operands().text("source", source).text("target", target).number("slot", slot).longFlags("flags", flags)
                .longFlags("propagation", propagation));
    }

    /**
     * Puts another child into the place of this one, which goes on with what follows.
     *
     * @param namespaces new ones for it, {@code CLONE_NEW*}; those that are new with a user namespace belong to it
     * @param maps of a new user namespace; else none
     */
    public static Op fork(long namespaces, IdMaps maps) {
        return new Op(Code.FORK, new Operands().flags("namespaces", namespaces).text("users", IdMaps.text(maps.users())).text("groups", IdMaps.text(maps.groups())));
    }

    /** Becomes root of the user namespace. */
    public static Op rootUser() {
        return new Op(Code.ROOT_USER, new Operands());
    }

    /** Which operation. */
    public Code code() {
        return code;
    }

    /** A text operand by its place among the text operands; for messages. */
    public String text(int place) {
        return operands.texts().get(place);
    }

    /** The command as it was asked for, of {@link #exec}. */
    public String command() {
        return text(0);
    }

    void encode(ByteArrayOutputStream to) {
        Operands.put32(to, code.ordinal() + 1);
        Operands.putBytes(to, operands.encoded());
    }

    /** For people, and for golden files. */
    @Override
    public String toString() {
        return code.name().toLowerCase(Locale.ROOT) + operands.described();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
