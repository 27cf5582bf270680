package org.servin.linux.account;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

/** Those of this host, by the C library's reentrant functions. Thread-safe. */
public final class HostAccounts implements Accounts {
    private static final int SMALL = 4096;
    /** A group's entry holds all its members' names. */
    private static final int LARGE = 16 << 20;
    private static final int STRUCT = 64;
    private static final int MOST_GROUPS = 65_536; // NGROUPS_MAX, linux/limits.h
    /** What getpwnam_r(3) and others return for "there is no such entry". */
    private static final Set<Integer> NONE = Set.of(0, Errno.ENOENT, Errno.ESRCH, Errno.EBADF, Errno.EPERM);

    /** One of the functions, with everything but the memory for its answer. */
    private interface Call {
        int into(Pointer struct, Pointer buffer, long size, Pointer result);
    }

    @Override
    public Optional<User> user(int uid) {
        return ask("getpwuid_r", Integer.toUnsignedString(uid), (s, b, n, r) -> AccountCalls.getpwuid_r(uid, s, b, n, r), HostAccounts::user);
    }

    @Override
    public Optional<User> user(String name) {
        return text(name).flatMap(n -> ask("getpwnam_r", name, (s, b, l, r) -> AccountCalls.getpwnam_r(n, s, b, l, r), HostAccounts::user));
    }

    @Override
    public Optional<Group> group(int gid) {
        return ask("getgrgid_r", Integer.toUnsignedString(gid), (s, b, n, r) -> AccountCalls.getgrgid_r(gid, s, b, n, r), HostAccounts::group);
    }

    @Override
    public Optional<Group> group(String name) {
        return text(name).flatMap(n -> ask("getgrnam_r", name, (s, b, l, r) -> AccountCalls.getgrnam_r(n, s, b, l, r), HostAccounts::group));
    }

    @Override
    public List<Integer> groups(String user, int gid) {
        Memory name = text(user).orElseThrow(() -> new ErrnoException("getgrouplist", user, Errno.EINVAL));
        Memory count = new Memory(Integer.BYTES);
        for (int room = 64; room <= MOST_GROUPS; room *= 4) {
            Memory list = new Memory((long) room * Integer.BYTES);
            count.setInt(0, room);
            if (AccountCalls.getgrouplist(name, gid, list, count) >= 0) {
                List<Integer> all = new ArrayList<>();
                for (int i = 0; i < count.getInt(0); i++) {
                    all.add(list.getInt((long) i * Integer.BYTES));
                }
                return List.copyOf(new LinkedHashSet<>(all));
            }
        }
        throw new ErrnoException("getgrouplist", user, Errno.E2BIG);
    }

    private static <T> Optional<T> ask(String call, String subject, Call function, Function<Pointer, T> reader) {
        Memory struct = new Memory(STRUCT);
        Memory result = new Memory(Long.BYTES);
        for (int size = SMALL; size <= LARGE; size *= 4) {
            Memory buffer = new Memory(size);
            int errno = again(function, struct, buffer, result);
            if (errno == 0 && result.getPointer(0) != null) {
                return Optional.of(reader.apply(struct));
            }
            if (NONE.contains(errno)) {
                return Optional.empty();
            }
            if (errno != Errno.ERANGE) {
                throw new ErrnoException(call, subject, errno);
            }
        }
        throw new ErrnoException(call, subject, Errno.ERANGE);
    }

    private static int again(Call function, Memory struct, Memory buffer, Memory result) {
        int errno;
        do {
            result.setPointer(0, null);
            errno = function.into(struct, buffer, buffer.size(), result);
        } while (errno == Errno.EINTR);
        return errno;
    }

    /** {@code struct passwd} of pwd.h: name, password, uid, gid, and what nobody asks for. */
    private static User user(Pointer entry) {
        return new User(name(entry), entry.getInt(16), entry.getInt(20));
    }

    /** {@code struct group} of grp.h: name, password, gid, members. */
    private static Group group(Pointer entry) {
        return new Group(name(entry), entry.getInt(16));
    }

    private static String name(Pointer entry) {
        return entry.getPointer(0).getString(0, "UTF-8");
    }

    /** Empty for what can be nobody's name. */
    private static Optional<Memory> text(String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        Memory memory = new Memory(bytes.length + 1L);
        memory.write(0, bytes, 0, bytes.length);
        memory.setByte(bytes.length, (byte) 0);
        return Optional.of(memory);
    }
}
