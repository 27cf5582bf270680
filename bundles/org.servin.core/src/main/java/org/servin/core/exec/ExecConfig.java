package org.servin.core.exec;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/** {@code ExecConfig} of the Docker API, component by component; null means "not given". */
@JsonNaming(UpperCamelCaseStrategy.class)
public record ExecConfig(
        boolean attachStdin,
        boolean attachStdout,
        boolean attachStderr,
        String detachKeys,
        boolean tty,
        List<String> env,
        List<String> cmd,
        boolean privileged,
        String user,
        String workingDir) {
    /** The same with this user if none was given; it may be null or empty, too. */
    public ExecConfig withDefaultUser(String otherwise) {
        boolean given = user != null && !user.isEmpty();
        return given ? this : new ExecConfig(attachStdin, attachStdout, attachStderr, detachKeys, tty, env, cmd, privileged, otherwise, workingDir);
    }
}
