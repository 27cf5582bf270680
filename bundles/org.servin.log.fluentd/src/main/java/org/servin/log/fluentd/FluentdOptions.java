package org.servin.log.fluentd;

import java.util.Map;
import java.util.Set;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.LogOptions;

/**
 * A container's options for this driver. Names, forms and refusals are dockerd's; how each takes effect where the engine keeps what cannot be delivered:
 *
 * @param address {@code fluentd-address}: {@code [tcp://]host[:port]}, {@code tcp+tls://host[:port]} or {@code unix:///path}; {@code 127.0.0.1:24224} without it
 * @param async {@code fluentd-async}, or {@code fluentd-async-connect}, its older name: the destination need not be there for a start, also where the engine is told to start
 *         containers only with their log
 * @param bufferLimit {@code fluentd-buffer-limit}: how many records travel in one message at most, and so come again together when it is not known whether they arrived. 0 and
 *         nothing stand for as many as there are
 * @param retryWaitNanos {@code fluentd-retry-wait}: how long nothing is tried after an attempt has failed; without it, only for the engine's own pauses, which grow from a
 *         fraction of a second to some
 * @param maxRetries {@code fluentd-max-retries}: after how many failed attempts a message is given up and its records are counted as lost. 0 stands for 13 as in dockerd's client;
 *         without it nothing is ever given up
 * @param requestAck {@code fluentd-request-ack}: each message is acknowledged by the destination before its records count as delivered, so that none is lost when it ends
 * @param subSecondPrecision {@code fluentd-sub-second-precision}: times are in nanoseconds, else in whole seconds
 */
record FluentdOptions(FluentdAddress address, boolean async, int bufferLimit, long retryWaitNanos, long maxRetries, boolean requestAck, boolean subSecondPrecision) {
    private static final String ASYNC = "fluentd-async";
    private static final String ASYNC_CONNECT = "fluentd-async-connect";
    private static final int RETRIES_FOR_ZERO = 13;

    /** The options' names. */
    static final Set<String> NAMES = Set.of("fluentd-address", ASYNC, ASYNC_CONNECT, "fluentd-buffer-limit", "fluentd-retry-wait", "fluentd-max-retries", "fluentd-request-ack",
            "fluentd-sub-second-precision", "labels", "labels-regex", "env", "env-regex", "tag");

    /** Reads and checks them. INVALID_ARGUMENT naming what is wrong. */
    static FluentdOptions of(Map<String, String> given) {
        LogOptions all = LogOptions.of("fluentd", NAMES, given);
        LogOptions options = all.checkedAtCreation();
        FluentdAddress address = FluentdAddress.parse(options.text("fluentd-address", ""));
        long limit = options.binarySize("fluentd-buffer-limit", 0);
        long wait = options.duration("fluentd-retry-wait", 0);
        long retries = options.unsigned("fluentd-max-retries", Long.MAX_VALUE);
        if (options.text(ASYNC).isPresent() && options.text(ASYNC_CONNECT).isPresent()) {
            throw ServinException.invalid("conflicting options: cannot specify both '" + ASYNC + "' and '" + ASYNC_CONNECT); // there is no last quote at dockerd
        }
        boolean async = options.flag(ASYNC, false) | options.flag(ASYNC_CONNECT, false);
        boolean subSecond = options.flag("fluentd-sub-second-precision", false);
        boolean ack = options.flag("fluentd-request-ack", false);
        all.checkAttributes();
        return new FluentdOptions(address, async, limit == 0 ? Integer.MAX_VALUE : (int) Math.min(limit, Integer.MAX_VALUE), wait, retries == 0 ? RETRIES_FOR_ZERO : retries, ack, subSecond);
    }
}
