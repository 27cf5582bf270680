package org.servin.core.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written is what Jackson writes without the module. */
class RecordFieldsTest {
    private static final JsonMapper PLAIN = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE).build();
    private static final JsonMapper FAST = PLAIN.rebuild().addModule(new RecordFields()).build();

    private record Inner(@JsonProperty("ID") String id, @JsonInclude(JsonInclude.Include.NON_NULL) Long size, boolean open) {
        /** No component, but written like one. */
        @JsonProperty("Twice")
        public int twice() {
            return 2 * id.length();
        }
    }

    private record Outer(String name, @JsonUnwrapped Inner inner, List<Inner> all, int[] numbers, Object nothing) { }

    /** Counts whether its accessor was called. */
    private record Watched(String name) {
        private static int calls;

        @Override
        public String name() {
            calls++;
            return name;
        }
    }

    @Test
    void writesTheSame() throws JsonProcessingException {
        Outer value = new Outer("a\"b", new Inner("x", null, true), List.of(new Inner("yy", 5L, false)), new int[] {1, 2}, null);
        assertEquals(PLAIN.writeValueAsString(value), FAST.writeValueAsString(value));
    }

    @Test
    void callsNoAccessor() throws JsonProcessingException {
        assertEquals("{\"Name\":\"n\"}", FAST.writeValueAsString(new Watched("n")));
        assertEquals(0, Watched.calls);
    }
}
