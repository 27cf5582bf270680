package org.servin.api.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonMappingException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What dockerd, a Go program, makes of numbers, times and mistaken documents. */
class GoWordsTest {
    /** A document with parts of every kind. */
    record Wish(String name, boolean tty, Integer count, long size, List<String> cmd, Map<String, String> labels, Part part, List<Part> parts) {
        record Part(String text) { }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "5|5000000000", "+5|5000000000", "-5|-5000000000", "0|0", "1.5|1500000000", "1.000000001|1000000001", "1.0000000019|1000000001", "1.25|1250000000", "-1.5|-500000000",
        "9999999999999|9223372036854775807", "-9999999999999|-9223372036854775808"})
    void readsSeconds(String text, long nanos) {
        assertEquals(nanos, Timestamps.seconds(text, 7));
        assertEquals(7, Timestamps.seconds("", 7));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "x|parsing \"x\": invalid syntax", "1.x|parsing \"x\": invalid syntax", "5.|parsing \"\": invalid syntax", ".5|parsing \"\": invalid syntax", "1.2.3|parsing \"2.3\": invalid syntax",
        "10m|parsing \"10m\": invalid syntax", "99999999999999999999|parsing \"99999999999999999999\": value out of range", "' 5'|parsing \" 5\": invalid syntax"})
    void saysWhyATimeIsNone(String text, String why) {
        ApiException e = assertThrows(ApiException.class, () -> Timestamps.seconds(text, 0));
        assertEquals("strconv.ParseInt: " + why, e.getMessage());
        assertEquals(500, e.status());
    }

    @Test
    void readsSizesOfTerminals() {
        assertEquals(33, new Query("h=33").required("h", 400));
        assertEquals(Integer.MAX_VALUE, new Query("h=99999999999").required("h", 400));
        assertEquals("strconv.Atoi: parsing \"\": invalid syntax", assertThrows(ApiException.class, () -> new Query("").required("h", 400)).getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "[]|array into Go value of type types.Wish", "\"x\"|string into Go value of type types.Wish", "{\"Name\":1}|number into Go struct field Wish.Name of type string",
        "{\"Tty\":\"yes\"}|string into Go struct field Wish.Tty of type bool", "{\"Count\":\"x\"}|string into Go struct field Wish.Count of type int",
        "{\"Size\":1.5}|number 1.5 into Go struct field Wish.Size of type int64", "{\"Size\":99999999999999999999}|number 99999999999999999999 into Go struct field Wish.Size of type int64",
        "{\"Cmd\":\"x\"}|string into Go struct field Wish.Cmd of type []string", "{\"Cmd\":[1]}|number into Go struct field Wish.Cmd of type string", "{\"Cmd\":{}}|object into Go struct field Wish.Cmd of type []string",
        "{\"Labels\":{\"a\":1}}|number into Go struct field Wish.Labels of type string", "{\"Part\":{\"Text\":true}}|bool into Go struct field Part.Part.Text of type string",
        "{\"Parts\":[{\"Text\":[]}]}|array into Go struct field Part.Parts.Text of type string"})
    void saysWhatDoesNotFit(String document, String what) {
        JsonMappingException e = assertThrows(JsonMappingException.class, () -> Json.MAPPER.treeToValue(Json.MAPPER.readTree(document), Wish.class));
        assertEquals("json: cannot unmarshal " + what, GoJson.mismatch(e, "types.Wish"));
    }
}
