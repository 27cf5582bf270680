package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.servin.core.exec.ExecConfig;
import org.servin.core.exec.ExecView;

/** {@code GET /exec/{id}/json}. */
public record ExecDocument(
        @JsonProperty("ID") String id,
        boolean running,
        Integer exitCode,
        Process processConfig,
        boolean openStdin,
        boolean openStderr,
        boolean openStdout,
        boolean canRemove,
        @JsonProperty("ContainerID") String containerId,
        byte[] detachKeys,
        int pid) {
    /** The process. */
    public record Process(
            @JsonProperty("tty") boolean tty,
            @JsonProperty("entrypoint") String entrypoint,
            @JsonProperty("arguments") List<String> arguments,
            @JsonProperty("privileged") boolean privileged,
            @JsonProperty("user") @JsonInclude(Include.NON_EMPTY) String user) { }

    /** One exec. */
    public static ExecDocument of(ExecView v) {
        ExecConfig c = v.config();
        Process p = new Process(c.tty(), c.cmd().get(0), c.cmd().subList(1, c.cmd().size()), c.privileged(), c.user());
        return new ExecDocument(v.id(), v.running(), v.exitCode().isPresent() ? v.exitCode().getAsInt() : null, p, c.attachStdin(), c.attachStderr(), c.attachStdout(), false,
                v.containerId(), v.detachKeys(), v.pid());
    }
}
