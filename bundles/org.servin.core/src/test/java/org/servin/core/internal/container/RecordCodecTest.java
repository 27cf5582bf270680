package org.servin.core.internal.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.EndpointView;
import org.servin.core.container.Health;
import org.servin.core.container.HostConfig;
import org.servin.core.container.MountPoint;
import org.servin.core.container.NetworkView;
import org.servin.core.container.PortBinding;
import org.servin.core.container.Status;

class RecordCodecTest {
    private final RecordCodec codec = new RecordCodec();

    private ContainerRecord sample() throws Exception {
        JsonMapper mapper = codec.mapper();
        ContainerConfig config = mapper.readValue("""
                {"Hostname":"h","Env":["A=b"],"Cmd":["a","b"],"ExposedPorts":{"80/tcp":{}},"Volumes":{"/v":{}},"Labels":{"l":"m"},"StopTimeout":3,
                 "Healthcheck":{"Test":["CMD","x"],"Interval":5,"Retries":2}}""", ContainerConfig.class);
        HostConfig host = mapper.readValue("""
                {"Binds":["/a:/b"],"LogConfig":{"Type":"json-file","Config":{"max-size":"1m"}},"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":3},
                 "AutoRemove":true,"CapAdd":["NET_ADMIN"],"NetworkMode":"bridge","PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"8080"}]},"Memory":1048576,
                 "NanoCpus":5,"PidsLimit":7,"Ulimits":[{"Name":"nofile","Hard":2,"Soft":1}],"Init":true,"ShmSize":64,"UTSMode":"host",
                 "Devices":[{"PathOnHost":"/dev/null","PathInContainer":"/dev/x","CgroupPermissions":"rwm"}],
                 "Mounts":[{"Type":"volume","Source":"v","Target":"/t","VolumeOptions":{"NoCopy":true}}]}""", HostConfig.class);
        EndpointView endpoint = new EndpointView(new EndpointConfig(new EndpointConfig.IpamConfig("172.18.0.9", null, null), null, List.of("x"), null, null),
                "n", "e", "g", "172.18.0.9", 16, "", "", 0, "02:00", List.of("x", "y"));
        NetworkView network = new NetworkView("s", "/k", Map.of("80/tcp", Optional.of(List.of(new PortBinding("0.0.0.0", "8080"))), "81/tcp", Optional.empty()),
                Map.of("net", endpoint));
        return new ContainerRecord("ab".repeat(32), "name", 5, "sha256:" + "0".repeat(64), config, host, Map.of("net", endpoint),
                List.of(new MountPoint("volume", "v", "/s", "/d", "local", "z", true, "")), "overlay2", "servin",
                new ContainerRecord.State(Status.RUNNING, 3, 4, "e", true, 6, 7,
                        new Health("healthy", 1, List.of(new Health.Result(Instant.ofEpochSecond(1, 2), Instant.ofEpochSecond(3), 4, "said")))), new ContainerRecord.Restarts(2, true), network);
    }

    @Test
    void whatIsKeptComesBack() throws Exception {
        ContainerRecord record = sample();
        assertEquals(record, codec.read(record.id(), codec.write(record)));
    }

    @Test
    void membersOfLaterVersionsArePassedOver() throws Exception {
        ContainerRecord record = sample();
        String json = new String(codec.write(record), UTF_8);
        assertTrue(json.contains("\"Memory\":1048576"), json);
        assertEquals(record, codec.read(record.id(), json.replaceFirst("\\{", "{\"later\":{\"a\":1},").getBytes(UTF_8)));
    }
}
