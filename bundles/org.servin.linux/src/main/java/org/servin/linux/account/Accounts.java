package org.servin.linux.account;

import java.util.List;
import java.util.Optional;

/** Users and groups. Each call asks anew, and may block as long as a directory takes. A service that does not answer is an {@link org.servin.linux.ErrnoException}. */
public interface Accounts {
    /** The first entry with that number. */
    Optional<User> user(int uid);

    /** The first entry of that name. */
    Optional<User> user(String name);

    /** The first entry with that number. */
    Optional<Group> group(int gid);

    /** The first entry of that name. */
    Optional<Group> group(String name);

    /**
     * The numbers of all groups of a user, without doubles. A directory that does not answer counts as one that knows none (getgrouplist(3) cannot tell).
     *
     * @param gid a group that is one of them whatever the entries say
     */
    List<Integer> groups(String user, int gid);
}
