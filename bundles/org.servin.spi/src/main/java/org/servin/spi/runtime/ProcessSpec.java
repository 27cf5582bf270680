package org.servin.spi.runtime;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A process to run inside a container.
 *
 * @param args path and arguments; a path without a slash is looked up in the environment's PATH, inside the container
 * @param env {@code KEY=value}; HOME is added from the container's /etc/passwd where it is missing
 * @param cwd absolute path inside the container; made by root if missing and {@code makeCwd}
 * @param makeCwd whether to make a missing {@code cwd}
 * @param user {@code name|uid[:group|gid]}, looked up in the container's /etc/passwd and /etc/group; empty for root
 * @param additionalGroups names or numbers
 * @param capabilities capability sets; the runtime itself empties effective, permitted and ambient sets for a user other than root as the kernel does on exec
 * @param noNewPrivileges PR_SET_NO_NEW_PRIVS
 * @param seccomp the filter; empty for none
 * @param apparmorProfile empty for none
 * @param rlimits limits
 * @param oomScoreAdj /proc/self/oom_score_adj; empty: unchanged
 * @param terminal whether it gets a terminal
 * @param stdin whether its standard input is kept open for writing; otherwise it reads /dev/null
 * @param rows height of the terminal, 0 for unset
 * @param columns width of the terminal, 0 for unset
 */
public record ProcessSpec(
        List<String> args,
        List<String> env,
        String cwd,
        boolean makeCwd,
        String user,
        List<String> additionalGroups,
        Capabilities capabilities,
        boolean noNewPrivileges,
        Optional<Seccomp> seccomp,
        Optional<String> apparmorProfile,
        List<Rlimit> rlimits,
        Optional<Integer> oomScoreAdj,
        boolean terminal,
        boolean stdin,
        int rows,
        int columns) {
    /** Copies the collections. */
    public ProcessSpec {
        args = List.copyOf(args);
        env = List.copyOf(env);
        Objects.requireNonNull(cwd, "cwd is null");
        Objects.requireNonNull(user, "user is null");
        additionalGroups = List.copyOf(additionalGroups);
        Objects.requireNonNull(capabilities, "capabilities is null");
        rlimits = List.copyOf(rlimits);
    }
}
