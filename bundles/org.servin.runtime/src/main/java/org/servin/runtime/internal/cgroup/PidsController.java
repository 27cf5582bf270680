package org.servin.runtime.internal.cgroup;

import org.servin.linux.cgroup.CgroupFolder;
import org.servin.spi.runtime.Resources;

/** Controller {@code pids}, the same in both versions. */
final class PidsController implements Controller {
    private static final String LIMIT = "pids.max";

    @Override
    public String name() {
        return "pids";
    }

    @Override
    public void apply(CgroupFolder group, Resources resources, Writer writer) {
        resources.pids().ifPresent(most -> {
            if (most > 0 || !writer.isFresh()) {
                writer.write(group, LIMIT, most > 0 ? Long.toString(most) : "max");
            }
        });
    }

    @Override
    public void count(CgroupFolder group, Counters counters) {
        counters.pids = group.number("pids.current", 0);
        long limit = group.number(LIMIT, Long.MAX_VALUE);
        counters.pidsLimit = limit == Long.MAX_VALUE ? 0 : limit;
    }
}
