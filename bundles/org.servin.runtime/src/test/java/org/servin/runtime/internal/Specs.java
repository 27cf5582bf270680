package org.servin.runtime.internal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.servin.spi.runtime.Capabilities;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.Rlimit;
import org.servin.spi.runtime.Seccomp;

/** Process specifications with one thing changed. */
final class Specs {
    private Specs() { }

    static ProcessSpec user(ProcessSpec p, String user, List<String> groups) {
        return new ProcessSpec(p.args(), p.env(), p.cwd(), p.makeCwd(), user, groups, p.capabilities(), p.noNewPrivileges(), p.seccomp(),
                p.apparmorProfile(), p.rlimits(), p.oomScoreAdj(), p.terminal(), p.stdin(), p.rows(), p.columns());
    }

    static ProcessSpec capabilities(ProcessSpec p, Capabilities capabilities) {
        return new ProcessSpec(p.args(), p.env(), p.cwd(), p.makeCwd(), p.user(), p.additionalGroups(), capabilities, p.noNewPrivileges(), p.seccomp(),
                p.apparmorProfile(), p.rlimits(), p.oomScoreAdj(), p.terminal(), p.stdin(), p.rows(), p.columns());
    }

    static ProcessSpec seccomp(ProcessSpec p, Seccomp seccomp, boolean noNewPrivileges) {
        return new ProcessSpec(p.args(), p.env(), p.cwd(), p.makeCwd(), p.user(), p.additionalGroups(), p.capabilities(), noNewPrivileges, Optional.of(seccomp),
                p.apparmorProfile(), p.rlimits(), p.oomScoreAdj(), p.terminal(), p.stdin(), p.rows(), p.columns());
    }

    static ProcessSpec folder(ProcessSpec p, String cwd) {
        return new ProcessSpec(p.args(), p.env(), cwd, true, p.user(), p.additionalGroups(), p.capabilities(), p.noNewPrivileges(), p.seccomp(),
                p.apparmorProfile(), p.rlimits(), p.oomScoreAdj(), p.terminal(), p.stdin(), p.rows(), p.columns());
    }

    static ProcessSpec stdin(ProcessSpec p) {
        return new ProcessSpec(p.args(), p.env(), p.cwd(), p.makeCwd(), p.user(), p.additionalGroups(), p.capabilities(), p.noNewPrivileges(), p.seccomp(),
                p.apparmorProfile(), p.rlimits(), p.oomScoreAdj(), p.terminal(), true, p.rows(), p.columns());
    }

    static ProcessSpec terminal(ProcessSpec p, int rows, int columns) {
        return new ProcessSpec(p.args(), p.env(), p.cwd(), p.makeCwd(), p.user(), p.additionalGroups(), p.capabilities(), p.noNewPrivileges(), p.seccomp(),
                p.apparmorProfile(), p.rlimits(), p.oomScoreAdj(), true, true, rows, columns);
    }

    static ProcessSpec existing(ProcessSpec p, String cwd) {
        return new ProcessSpec(p.args(), p.env(), cwd, false, p.user(), p.additionalGroups(), p.capabilities(), p.noNewPrivileges(), p.seccomp(),
                p.apparmorProfile(), p.rlimits(), p.oomScoreAdj(), p.terminal(), p.stdin(), p.rows(), p.columns());
    }

    static Resources memory(long bytes) {
        return Resources.builder().memory(bytes).memorySwap(bytes).build();
    }

    static ProcessSpec limits(ProcessSpec p, List<Rlimit> limits) {
        return new ProcessSpec(p.args(), p.env(), p.cwd(), p.makeCwd(), p.user(), p.additionalGroups(), p.capabilities(), p.noNewPrivileges(), p.seccomp(),
                p.apparmorProfile(), limits, p.oomScoreAdj(), p.terminal(), p.stdin(), p.rows(), p.columns());
    }
}
