package quantum.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  @TempDir private Path folder;

  private Settings settings(Map<String, String> env, Map<String, String> options) {
    Map<String, String> all = new TreeMap<>(env);
    all.put("CREDENTIALS_DIRECTORY", folder.toString());
    return Settings.ofService(all, options, List.of("ECHO_"));
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  @Test
  void file_winsOverEnvironment_optionOverBoth() throws IOException {
    write("quantum_ECHO_KEY", "from-file\n");
    Map<String, String> env = Map.of("ECHO_KEY", "from-env");
    assertThat(settings(env, Map.of()).text("ECHO_KEY", "")).isEqualTo("from-file");
    assertThat(settings(env, Map.of("ECHO_KEY", "from-option")).text("ECHO_KEY", ""))
        .isEqualTo("from-option");
  }

  @Test
  void blankFile_isAbsent_othersAreNotOurs() throws IOException {
    write("quantum_ECHO_KEY", "\n");
    write("somebody_ECHO_OTHER", "x");
    Settings settings = settings(Map.of("ECHO_KEY", "from-env"), Map.of());
    assertThat(settings.text("ECHO_KEY", "")).isEqualTo("from-env");
    assertThat(settings.text("ECHO_OTHER")).isEmpty();
  }

  @Test
  void valueOfAFile_isNeverShown() throws IOException {
    write("quantum_ECHO_KEY", "hush");
    write("quantum_ECHO_BATCH", "hush too");
    write("quantum_REDIS_URL", "redis://user:hush@10.0.0.5:6379/1");
    Settings settings = settings(Map.of(), Map.of());
    assertThatThrownBy(
            () ->
                settings.complete(
                    () ->
                        List.of(
                            settings.text("ECHO_KEY", ""),
                            settings.integer("ECHO_BATCH", 1, 1, 9),
                            RedisSettings.read(settings))))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("ECHO_BATCH is '****'")
        .hasMessageNotContaining("hush");
    assertThat(settings.known().toString())
        .contains("redis://****@10.0.0.5:6379/1")
        .doesNotContain("hush");
  }

  @Test
  void fileThatNoSettingHas_isRefused_whateverItsPrefix() throws IOException {
    write("quantum_REDIS_ULR", "redis://10.0.0.5");
    Settings settings = settings(Map.of(), Map.of());
    assertThatThrownBy(() -> settings.complete(() -> RedisSettings.read(settings)))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("unknown setting REDIS_ULR; did you mean REDIS_URL?");
  }

  @Test
  void folderThatIsNot_orNoText_isRefused() throws IOException {
    Files.write(folder.resolve("quantum_ECHO_KEY"), new byte[] {(byte) 0xc3, 0x28});
    Settings noText = settings(Map.of(), Map.of());
    assertThatThrownBy(() -> noText.complete(() -> noText.text("ECHO_KEY", "")))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("credential ECHO_KEY is no text");
    Settings nowhere =
        Settings.ofService(Map.of("CREDENTIALS_DIRECTORY", "/nowhere"), Map.of(), List.of());
    assertThatThrownBy(() -> nowhere.complete(() -> ""))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("CREDENTIALS_DIRECTORY cannot be read");
  }
}
