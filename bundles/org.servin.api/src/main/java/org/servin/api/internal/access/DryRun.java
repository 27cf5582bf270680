package org.servin.api.internal.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.servin.spi.auth.AccessRequest;
import org.servin.spi.auth.Target;

/**
 * Ends a request that was only to be judged. Its sender is told what it says itself, and nothing of what is there already: labels, mounts and the like are for those who may look
 * at them.
 */
public final class DryRun extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient AccessRequest request;
    private final transient Target target;
    private final transient Facts asked;
    private final String authenticatedBy;
    private final transient List<Decision> decisions;

    DryRun(AccessRequest request, Target target, Facts asked, String authenticatedBy, List<Decision> decisions) {
        super("dry run", null, false, false);
        this.request = request;
        this.target = target;
        this.asked = asked;
        this.authenticatedBy = authenticatedBy;
        this.decisions = decisions;
    }

    /** Whether the request would go on. */
    boolean allowed() {
        return decisions.stream().allMatch(d -> d.verdict().allowed());
    }

    /** What the client is told. */
    public Map<String, Object> report() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("Allowed", allowed());
        report.put("Principal", Map.of("Name", request.principal().name(), "Groups", request.principal().groups(), "Method", request.principal().method(),
                "Driver", authenticatedBy));
        report.put("Action", request.action());
        report.put("Target", Map.of("Kind", target.kind(), "Names", target.names()));
        report.put("Attributes", asked.attributes());
        report.put("Decisions", decisions.stream().map(DryRun::decision).toList());
        return report;
    }

    private static Map<String, Object> decision(Decision d) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("Driver", d.driver());
        one.put("Allowed", d.verdict().allowed());
        one.put("Rule", d.verdict().rule());
        one.put("Reason", d.verdict().reason());
        return one;
    }
}
