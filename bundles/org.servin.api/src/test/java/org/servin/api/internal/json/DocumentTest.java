package org.servin.api.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents that do not fit dockerd's types, and what becomes of those that do. The texts were seen at dockerd 20.10. */
class DocumentTest {
    private static final String CREATE = "runconfig.ContainerConfigWrapper";

    private static JsonNode fit(String json, String type) throws NotJson, Mismatch {
        return Document.fit(JsonText.first(json.getBytes(StandardCharsets.UTF_8)), type);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "[]|array into Go value of type runconfig.ContainerConfigWrapper", "\"x\"|string into Go value of type runconfig.ContainerConfigWrapper",
        "{\"image\":1}|number into Go struct field ContainerConfigWrapper.Image of type string", "{\"Tty\":\"yes\"}|string into Go struct field ContainerConfigWrapper.Tty of type bool",
        "{\"StopTimeout\":\"x\"}|string into Go struct field ContainerConfigWrapper.StopTimeout of type int", "{\"Memory\":1.5}|number 1.5 into Go struct field ContainerConfigWrapper.Memory of type int64",
        "{\"HostConfig\":{\"Memory\":99999999999999999999}}|number 99999999999999999999 into Go struct field HostConfig.HostConfig.Memory of type int64",
        "{\"HostConfig\":{\"BlkioWeight\":65536}}|number 65536 into Go struct field HostConfig.HostConfig.BlkioWeight of type uint16", "{\"HostConfig\":5}|number into Go struct field ContainerConfigWrapper.HostConfig of type container.HostConfig",
        "{\"Env\":\"x\"}|string into Go struct field ContainerConfigWrapper.Env of type []string", "{\"Env\":[1]}|number into Go struct field ContainerConfigWrapper.Env of type string", "{\"Cmd\":[1]}|array into Go struct field ContainerConfigWrapper.Cmd of type string",
        "{\"Cmd\":{}}|object into Go struct field ContainerConfigWrapper.Cmd of type string", "{\"Labels\":{\"a\":1}}|number into Go struct field ContainerConfigWrapper.Labels of type string",
        "{\"ExposedPorts\":[]}|array into Go struct field ContainerConfigWrapper.ExposedPorts of type nat.PortSet", "{\"Volumes\":{\"a\":1}}|number into Go struct field ContainerConfigWrapper.Volumes of type struct {}",
        "{\"Healthcheck\":{\"Interval\":true}}|bool into Go struct field HealthConfig.Healthcheck.Interval of type time.Duration",
        "{\"HostConfig\":{\"Mounts\":[{\"BindOptions\":{\"NonRecursive\":[]}}]}}|array into Go struct field BindOptions.HostConfig.Mounts.BindOptions.NonRecursive of type bool",
        "{\"HostConfig\":{\"BlkioWeightDevice\":5}}|number into Go struct field HostConfig.HostConfig.BlkioWeightDevice of type []*blkiodev.WeightDevice",
        "{\"NetworkingConfig\":{\"EndpointsConfig\":{\"n\":1}}}|number into Go struct field NetworkingConfig.NetworkingConfig.EndpointsConfig of type network.EndpointSettings"})
    void saysWhatDoesNotFit(String json, String what) {
        assertEquals("json: cannot unmarshal " + what, assertThrows(Mismatch.class, () -> fit(json, CREATE)).getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "null|{}", "{\"IMAGE\":\"b\",\"Purple\":1}|{\"Image\":\"b\"}", "{\"Cmd\":\"a\"}|{\"Cmd\":[\"a\"]}", "{\"Cmd\":[null]}|{\"Cmd\":[\"\"]}", "{\"Env\":[null,\"a\"]}|{\"Env\":[\"\",\"a\"]}", "{\"Labels\":{\"a\":null}}|{\"Labels\":{\"a\":\"\"}}",
        "{\"Volumes\":{\"/a\":null}}|{\"Volumes\":{\"/a\":{}}}", "{\"Labels\":{\"a\":\"1\"},\"Labels\":null}|{}", "{\"HostConfig\":{\"ConsoleSize\":[5]}}|{\"HostConfig\":{\"ConsoleSize\":[5,0]}}",
        "{\"HostConfig\":{\"ConsoleSize\":[1,2,3]}}|{\"HostConfig\":{\"ConsoleSize\":[1,2]}}", "{\"HostConfig\":{\"Devices\":[null],\"Ulimits\":[null]}}|{\"HostConfig\":{\"Devices\":[{}],\"Ulimits\":[]}}",
        "{\"HostConfig\":{\"Memory\":1},\"HostConfig\":{\"Tmpfs\":{}}}|{\"HostConfig\":{\"Memory\":1,\"Tmpfs\":{}}}"})
    void readsWhatFits(String json, String expected) throws Exception {
        assertEquals(expected, fit(json, CREATE).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "purple|'p' looking for beginning of value", "{a}|'a' looking for beginning of object key string", "{\"a\":1,}|'}' looking for beginning of object key string", "{'a':1}|'\\'' looking for beginning of object key string", "{\"a\" 1}|'1' after object key",
        "{\"a\":1 \"b\":2}|'\"' after object key:value pair", "[1 2]|'2' after array element", "{\"a\":01}|'1' after object key:value pair", "{\"a\":+1}|'+' looking for beginning of value", "{\"a\":1.}|'}' after decimal point in numeric literal",
        "{\"a\":1e}|'}' in exponent of numeric literal", "{\"a\":-x}|'x' in numeric literal", "{\"a\":nul}|'}' in literal null (expecting 'l')", "{\"a\":\"\\x\"}|'x' in string escape code", "{\"a\":\"\\u12g4\"}|'g' in \\u hexadecimal character escape", "{\"a\":\"\u0001\"}|'\\x01' in string literal"})
    void saysWhatIsNoJson(String json, String what) {
        assertEquals("invalid character " + what, assertThrows(NotJson.class, () -> fit(json, CREATE)).getMessage());
    }

    @Test
    void readsOneValueOrAll() throws Exception {
        assertEquals("{}", JsonText.first("{} x".getBytes(StandardCharsets.UTF_8)).toString());
        assertEquals("invalid character 'x' after top-level value", assertThrows(NotJson.class, () -> JsonText.whole("{} x".getBytes(StandardCharsets.UTF_8))).getMessage());
        assertEquals("[-1,0.50,1180591620717411303424,\"\\n\u00e9\ud83d\ude00\ufffd\",true,false,null]",
                JsonText.whole(" [-1, 0.50, 1180591620717411303424, \"\\n\\u00e9\\ud83d\\ude00\\ud800\", true,false,null] ".getBytes(StandardCharsets.UTF_8)).toString());
        assertEquals("\"\ufffd\"", JsonText.whole(new byte[] {'"', (byte) 0xff, '"'}).toString());
        assertThrows(NotJson.class, () -> JsonText.whole(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, '{', '}'}));
    }

    @Test
    void refusesEndlessDepth() throws Exception {
        byte[] deep = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        assertEquals("invalid character '[' exceeded max depth", assertThrows(NotJson.class, () -> JsonText.first(deep)).getMessage());
        Thread small = new Thread(null, () -> assertThrows(NotJson.class, () -> JsonText.first("[".repeat(500).getBytes(StandardCharsets.UTF_8))), "small stack", 256 << 10);
        Throwable[] failure = new Throwable[1];
        small.setUncaughtExceptionHandler((thread, e) -> failure[0] = e);
        small.start();
        small.join();
        assertEquals(null, failure[0]);
    }
}
