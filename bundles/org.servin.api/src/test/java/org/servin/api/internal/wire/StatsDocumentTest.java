package org.servin.api.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.servin.api.internal.http.Json;
import org.servin.core.container.StatsSample;
import org.servin.spi.runtime.Stats;

class StatsDocumentTest {
    private static JsonNode written(int version, long pidsLimit) throws IOException {
        Stats stats = new Stats(7, List.of(), 3, 4, 0, 0, 0, 55, -1, 100, 6, Map.of("anon", 5L), 2, pidsLimit,
                List.of(new Stats.BlkioEntry("io_service_bytes_recursive", 8, 0, "Read", 1)), version);
        StatsSample sample = new StatsSample("c0ffee", "one", Instant.EPOCH, 9, 2, Optional.of(stats), Map.of());
        return Json.MAPPER.readTree(Json.line(StatsDocument.of(sample, Optional.empty())));
    }

    @Test
    void noLimitOfProcessesIsNoneInVersionOneAndTheHighestNumberInVersionTwo() throws IOException {
        assertEquals("{\"current\":2}", written(1, 0).get("pids_stats").toString());
        assertEquals("{\"current\":2,\"limit\":18446744073709551615}", written(2, 0).get("pids_stats").toString());
        assertEquals("{\"current\":2,\"limit\":9}", written(2, 9).get("pids_stats").toString());
    }

    @Test
    void versionTwoKnowsBytesOfDisksAlone() throws IOException {
        JsonNode two = written(2, 0).get("blkio_stats");
        assertEquals("[{\"major\":8,\"minor\":0,\"op\":\"read\",\"value\":1}]", two.get("io_service_bytes_recursive").toString());
        assertTrue(two.get("io_serviced_recursive").isNull());
        assertEquals("Read", written(1, 0).get("blkio_stats").get("io_service_bytes_recursive").get(0).get("op").asText());
        assertEquals("[]", written(1, 0).get("blkio_stats").get("io_serviced_recursive").toString());
    }

    @Test
    void countersOfMemoryAreThoseThatDockerdKnows() throws IOException {
        JsonNode two = written(2, 0).get("memory_stats");
        assertEquals(5, two.get("stats").get("anon").asInt());
        assertEquals(0, two.get("stats").get("workingset_refault").asInt());
        assertFalse(two.has("max_usage"));
        assertEquals(6, two.get("failcnt").asInt());
    }
}
