package org.servin.core.internal.launch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.servin.core.json.GoKind;
import org.servin.core.json.OwnTypes;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Reads seccomp profiles as strictly as dockerd's decoder: names of members in any case, no other coercion, nothing behind the document. */
final class SeccompReader {
    private static final JsonMapper JSON = mapper();

    private SeccompReader() { }

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder().typeFactory(OwnTypes.factory()).enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES).disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
        for (CoercionInputShape shape : List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return mapper;
    }

    /** A profile of our own. */
    static SeccompProfile read(InputStream trusted) throws IOException {
        return JSON.readValue(trusted, SeccompProfile.class);
    }

    /** Reads one that a user wrote; {@code null} in JSON is an empty one. */
    static SeccompProfile read(String json) {
        try {
            return Objects.requireNonNullElse(JSON.readValue(json, SeccompProfile.class), SeccompProfile.EMPTY);
        } catch (JsonEOFException e) {
            throw refused("unexpected end of JSON input");
        } catch (JsonMappingException e) {
            throw refused(json.isBlank() ? "unexpected end of JSON input" : mismatch(e));
        } catch (JsonProcessingException e) {
            throw refused(e.getOriginalMessage());
        }
    }

    private static String mismatch(JsonMappingException e) {
        String member = e.getPath().stream().map(JsonMappingException.Reference::getFieldName).filter(Objects::nonNull).collect(Collectors.joining("."));
        String found = e.getProcessor() instanceof JsonParser parser && parser.currentToken() != null ? GoKind.of(parser.currentToken()) : "value";
        return "json: cannot unmarshal " + found + " into Go " + (member.isEmpty() ? "value of type seccomp.Seccomp" : "struct field Seccomp." + member);
    }

    /** Something in a profile that cannot be; dockerd answers 500, at the start of the container. */
    static ServinException refused(String why) {
        return new ServinException(ErrorKind.INTERNAL, "Decoding seccomp profile failed: " + why);
    }
}
