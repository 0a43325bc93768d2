package quantum.alerts;

import io.lettuce.core.XAddArgs;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.Alert;
import quantum.runtime.Redis;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder where {@code quantum alert unit-failed} leaves what it could not write because Redis was
 * away: a file an alert, its fields as JSON. They go into the stream as soon as there is one. A
 * file is removed after that: one that cannot be removed is named and left alone.
 */
final class Spool {
  private static final Logger log = LoggerFactory.getLogger(Alerts.SERVICE);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LARGEST = 65_536;
  private static final int AT_ONCE = 100;

  private final Path folder;
  private final Redis redis;
  private final List<Path> leftAlone = new ArrayList<>();

  Spool(Path folder, Redis redis) {
    this.folder = folder;
    this.redis = redis;
  }

  void empty() {
    List<Path> found = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.alert")) {
      for (Path file : files) {
        if (found.size() < AT_ONCE && !leftAlone.contains(file)) {
          found.add(file);
        }
      }
    } catch (IOException e) {
      log.warn("[ALERT] {} cannot be read: {}", folder, e.toString());
      return;
    }
    found.stream().sorted().forEach(this::take);
  }

  private void take(Path file) {
    try {
      if (Files.size(file) <= LARGEST) {
        Map<String, String> fields =
            JSON.readValue(Files.readString(file), new TypeReference<Map<String, String>>() {});
        redis
            .commands()
            .xadd(
                redis.names().alert(),
                XAddArgs.Builder.maxlen(Alert.KEPT).approximateTrimming(),
                fields);
      } else {
        log.warn("[ALERT] {} is no alert, it is removed", file);
      }
      Files.delete(file);
    } catch (JacksonException | IllegalArgumentException e) {
      log.warn("[ALERT] {} is no alert, it is left alone", file);
      leftAlone.add(file);
    } catch (IOException e) {
      log.warn("[ALERT] {} is left alone: {}", file, e.toString());
      leftAlone.add(file);
    }
  }
}
