package org.servin.core.internal.exec;

import org.servin.core.exec.ExecConfig;

/**
 * What is kept of an exec over a restart of the engine. Whether it was started is told by its container's run folder.
 *
 * @param id full id
 * @param containerId full id
 * @param config as asked for, defaults filled in
 * @param end null until it has ended
 */
record ExecRecord(String id, String containerId, ExecConfig config, End end) {
    /**
     * How it ended.
     *
     * @param pid as the host numbered it; 0 if it could not be executed
     * @param exitCode its exit status
     * @param epochMillis when, milliseconds since 1970
     */
    record End(int pid, int exitCode, long epochMillis) { }
}
