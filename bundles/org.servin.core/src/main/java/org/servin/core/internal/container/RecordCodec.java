package org.servin.core.internal.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.core.container.EndpointView;
import org.servin.core.container.Health;
import org.servin.core.container.NetworkView;
import org.servin.core.container.PortBinding;
import org.servin.core.json.OwnTypes;
import org.servin.core.json.RecordFields;
import org.servin.spi.ServinException;

/** Writes and reads the store's documents of containers. Thread-safe. */
final class RecordCodec {
    private final JsonMapper mapper = JsonMapper.builder()
            .typeFactory(OwnTypes.factory())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addMixIn(NetworkView.class, Converted.class)
            .addModule(new RecordFields())
            .addMixIn(Health.Result.class, ConvertedResult.class)
            .build();

    byte[] write(ContainerRecord container) {
        try {
            return mapper.writeValueAsBytes(container);
        } catch (JsonProcessingException e) {
            throw ServinException.internal("cannot write the record of container " + container.id(), e);
        }
    }

    ContainerRecord read(String id, byte[] document) {
        try {
            return mapper.readValue(document, ContainerRecord.class);
        } catch (IOException e) {
            throw ServinException.internal("cannot read the record of container " + id, e);
        }
    }

    /** {@code value} written as JSON, for an image's history. */
    byte[] json(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw ServinException.internal("cannot write " + value.getClass().getSimpleName(), e);
        }
    }

    JsonMapper mapper() {
        return mapper;
    }

    @JsonSerialize(converter = ToKept.class)
    @JsonDeserialize(converter = FromKept.class)
    private interface Converted { }

    /** A view with null instead of an empty optional. */
    private record Kept(String sandboxId, String sandboxKey, Map<String, List<PortBinding>> ports, Map<String, EndpointView> endpoints) { }

    @JsonSerialize(converter = ToKeptResult.class)
    @JsonDeserialize(converter = FromKeptResult.class)
    private interface ConvertedResult { }

    /** A probe's result with times as text. */
    private record KeptResult(String start, String end, int exitCode, String output) { }

    private static final class ToKeptResult extends StdConverter<Health.Result, KeptResult> {
        @Override
        public KeptResult convert(Health.Result result) {
            return new KeptResult(result.start().toString(), result.end().toString(), result.exitCode(), result.output());
        }
    }

    private static final class FromKeptResult extends StdConverter<KeptResult, Health.Result> {
        @Override
        public Health.Result convert(KeptResult kept) {
            return new Health.Result(Instant.parse(kept.start()), Instant.parse(kept.end()), kept.exitCode(), kept.output());
        }
    }

    private static final class ToKept extends StdConverter<NetworkView, Kept> {
        @Override
        public Kept convert(NetworkView view) {
            Map<String, List<PortBinding>> ports = new HashMap<>();
            view.ports().forEach((port, bindings) -> ports.put(port, bindings.orElse(null)));
            return new Kept(view.sandboxId(), view.sandboxKey(), ports, view.endpoints());
        }
    }

    private static final class FromKept extends StdConverter<Kept, NetworkView> {
        @Override
        public NetworkView convert(Kept kept) {
            Map<String, Optional<List<PortBinding>>> ports = new HashMap<>();
            kept.ports().forEach((port, bindings) -> ports.put(port, Optional.ofNullable(bindings)));
            return new NetworkView(kept.sandboxId(), kept.sandboxKey(), ports, kept.endpoints());
        }
    }
}
