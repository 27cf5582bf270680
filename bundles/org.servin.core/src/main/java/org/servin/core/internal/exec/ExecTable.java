package org.servin.core.internal.exec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.servin.core.json.OwnTypes;
import org.servin.core.json.RecordFields;
import org.servin.spi.ServinException;
import org.servin.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All execs by id, and in the store, so that they outlive the engine; not a power cut, which nothing of them survives anyway. Thread-safe. */
final class ExecTable {
    private static final Logger LOG = LoggerFactory.getLogger(ExecTable.class);
    private static final String COLLECTION = "execs";
    private final Store store;
    private final JsonMapper mapper = JsonMapper.builder().typeFactory(OwnTypes.factory()).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).addModule(new RecordFields()).build();
    private final ConcurrentMap<String, Exec> byId = new ConcurrentHashMap<>();

    /** Reads what was kept. */
    ExecTable(Store store) {
        this.store = store;
        store.all(COLLECTION).forEach((id, document) -> byId.put(id, new Exec(read(id, document))));
    }

    private ExecRecord read(String id, byte[] document) {
        try {
            return mapper.readValue(document, ExecRecord.class);
        } catch (IOException e) {
            throw ServinException.internal("cannot read the record of exec " + id, e);
        }
    }

    Collection<Exec> all() {
        return byId.values();
    }

    Optional<Exec> get(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Keeps a new one, or what has become of one. */
    void keep(Exec exec) {
        byte[] document;
        try {
            document = mapper.writeValueAsBytes(exec.record());
        } catch (JsonProcessingException e) {
            throw ServinException.internal("cannot write the record of exec " + exec.id(), e);
        }
        byId.put(exec.id(), exec);
        try {
            store.lazily(c -> c.put(COLLECTION, exec.id(), document));
        } catch (ServinException failure) { // on a full disk, for one, execs are what helps
            LOG.error("exec {} will not outlive the engine: {}", exec.id(), failure.getMessage());
        }
    }

    /** Forgets those for which that holds. */
    void forget(Predicate<Exec> which) {
        List<String> ids = byId.values().stream().filter(which).map(Exec::id).toList();
        if (!ids.isEmpty()) {
            ids.forEach(byId::remove);
            store.lazily(c -> ids.forEach(id -> c.remove(COLLECTION, id)));
        }
    }
}
