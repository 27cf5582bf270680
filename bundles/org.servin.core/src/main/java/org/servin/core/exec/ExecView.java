package org.servin.core.exec;

import java.util.OptionalInt;

/**
 * An exec at one moment.
 *
 * @param id full id
 * @param containerId full id
 * @param config as asked for, defaults filled in
 * @param running whether it runs
 * @param exitCode empty until it has ended
 * @param pid as the host numbers it; 0 if never started
 * @param detachKeys codes of the keys that detach a client; empty for the default
 */
public record ExecView(String id, String containerId, ExecConfig config, boolean running, OptionalInt exitCode, int pid, byte[] detachKeys) { }
