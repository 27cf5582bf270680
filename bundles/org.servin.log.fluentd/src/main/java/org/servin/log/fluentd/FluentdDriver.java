package org.servin.log.fluentd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servin.spi.Driver;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.option.LinePieces;
import org.servin.spi.log.option.LogOptions;

/**
 * Sends containers' logs to Fluentd, Fluent Bit or whatever else speaks the Forward Protocol, version 1, with the options and the records of dockerd. What each option does is
 * told by {@link FluentdOptions}.
 */
@Component(service = LogDriver.class)
@Driver(kind = "log", name = "fluentd")
public final class FluentdDriver implements LogDriver {
    private final Map<String, Delivery> deliveries = new ConcurrentHashMap<>();
    private final Wires wires;
    private final Patience patience;

    /** A driver that trusts whom this machine's Java trusts. */
    @Activate
    public FluentdDriver() {
        this(SSLContext::getDefault, Patience.USUAL);
    }

    FluentdDriver(Wires.Trust trust, Patience patience) {
        this.patience = patience;
        wires = new Wires(trust);
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Set<String> options() {
        return FluentdOptions.NAMES;
    }

    @Override
    public void validate(Map<String, String> options) {
        FluentdOptions.of(options);
    }

    @Override
    public void reach(LogTarget target) {
        FluentdOptions options = FluentdOptions.of(target.options());
        if (options.async()) {
            return;
        }
        try {
            wires.connect(options.address(), patience.connectDeadline()).close();
        } catch (IOException e) {
            throw new ServinException(ErrorKind.UNAVAILABLE, LogOptions.FAILED + e.getMessage(), e);
        }
    }

    @Override
    public LogSink open(LogTarget target) {
        FluentdOptions options = FluentdOptions.of(target.options());
        String id = target.containerId();
        Delivery delivery = deliveries.computeIfAbsent(id, container -> new Delivery(new LinePieces(container)));
        return new FluentdSink(options, wires, patience, new Message(options, target), delivery, () -> deliveries.remove(id, delivery));
    }

    @Override
    public Optional<Path> path(LogTarget target) {
        return Optional.empty();
    }

    @Override
    public void remove(LogTarget target) {
        deliveries.remove(target.containerId());
    }
}
