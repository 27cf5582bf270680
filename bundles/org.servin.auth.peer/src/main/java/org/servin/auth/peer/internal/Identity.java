package org.servin.auth.peer.internal;

import java.util.Set;

/**
 * A process's user.
 *
 * @param uid its number
 * @param gids the numbers of its groups
 * @param name its name, or {@code uid:1234}
 * @param groupNames the groups' names, or {@code gid:1234}
 */
record Identity(int uid, Set<Integer> gids, String name, Set<String> groupNames) {
    Identity {
        gids = Set.copyOf(gids);
        groupNames = Set.copyOf(groupNames);
    }
}
