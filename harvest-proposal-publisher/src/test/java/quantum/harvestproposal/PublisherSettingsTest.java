package quantum.harvestproposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import quantum.harvestproposal.decide.PositionSource;
import quantum.harvestproposal.decide.PublishRule;
import quantum.kernel.kill.KillReference;
import quantum.kernel.theta.Theta;
import quantum.runtime.BadSettings;
import quantum.runtime.Settings;

class PublisherSettingsTest {
  private static final Pattern LINE = Pattern.compile("#([A-Z_]+)=(.*)");

  private static PublisherSettings read(Map<String, String> env) {
    Settings settings = Settings.of(env);
    return settings.complete("HARVEST_", () -> PublisherSettings.read(settings));
  }

  @Test
  void settings_nothingSet_areTheDocumentedOnes() {
    PublisherSettings settings = read(Map.of());
    assertThat(settings.proposer().theta()).isEqualTo(Theta.DEFAULTS);
    assertThat(settings.proposer().killRule().reference()).isEqualTo(KillReference.ADAPTIVE);
    assertThat(settings.rule()).isEqualTo(new PublishRule(0.001, 60_000));
    assertThat(settings.source()).isEqualTo(PositionSource.AUTO);
    assertThat(settings.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.enableStream()).isFalse();
    assertThat(settings.symbols()).isEmpty();
  }

  @Test
  void settings_wrong_areNamedAllAtOnce() {
    Map<String, String> env = new HashMap<>();
    env.put("HARVEST_THETTA", "T1_R=1");
    env.put("POSITION_SOURCE", "guess");
    env.put("FALLBACK_STOP_PCT", "0");
    env.put("CHANGE_EPS_PCT", "x");
    env.put("PUBLISH_INTERVAL_SEC", "0.01");
    env.put("HARVEST_PREFIX", "quantum:position:");
    env.put("STREAM_NAME", "quantum:stream:trade.intent");
    assertThatThrownBy(() -> read(env))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("did you mean HARVEST_THETA")
        .hasMessageContaining("POSITION_SOURCE is 'guess'")
        .hasMessageContaining("FALLBACK_STOP_PCT is '0'")
        .hasMessageContaining("CHANGE_EPS_PCT is 'x'")
        .hasMessageContaining("PUBLISH_INTERVAL_SEC is '0.01'")
        .hasMessageContaining("HARVEST_PREFIX is 'quantum:position:'")
        .hasMessageContaining("STREAM_NAME is 'quantum:stream:trade.intent'");
  }

  @Test
  void envFileAndReadme_nameEverySettingWithItsDefault() throws IOException {
    Settings settings = Settings.of(Map.of());
    settings.complete(() -> PublisherSettings.read(settings));
    Map<String, String> known =
        settings.known().stream()
            .collect(
                Collectors.toMap(
                    Settings.Known::name, Settings.Known::dflt, (a, b) -> a, TreeMap::new));
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(fromAbove("deploy/env/harvest-proposal.env"))) {
      var matcher = LINE.matcher(line);
      if (matcher.matches()) {
        documented.put(matcher.group(1), matcher.group(2));
      }
    }
    assertThat(documented).containsAllEntriesOf(known);
    documented.keySet().removeAll(known.keySet());
    assertThat(documented.keySet()).isSubsetOf("LOG_LEVEL");
    String readme = Files.readString(fromAbove("harvest-proposal-publisher/README.md"));
    assertThat(known.keySet()).allSatisfy(name -> assertThat(readme).contains(name));
  }

  private static Path fromAbove(String file) {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve(file))) {
        return folder.resolve(file);
      }
    }
    throw new AssertionError(file + " is neither here nor above");
  }
}
