package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import quantum.cli.Quantum;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command beside the real services: what it shows is what they run with. */
@ExtendWith(SharedChain.class)
class CommandIT {
  private record Shown(int code, String out, String err) {
    JsonNode json() {
      return JsonMapper.shared().readTree(out);
    }
  }

  private static Shown quantum(Chain chain, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(List.of("--redis-url", chain.suite().redisUri()));
    int code =
        Quantum.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            all.toArray(String[]::new));
    return new Shown(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void ofALiveSuite_nothingIsCalledShadow(Chain chain) {
    chain.open("COMMANDUSDT", "4", "100", "98");
    chain.price("COMMANDUSDT", "101");
    chain.settle();

    JsonNode inspected = quantum(chain, "inspect", "COMMANDUSDT", "--json").json();
    assertThat(inspected.get("settings").get("live").asBoolean()).isTrue();
    assertThat(inspected.get("reasons").toString()).doesNotContain("MODE_SHADOW");
    assertThat(inspected.get("protection").get("stop").asString()).isEqualTo("98");

    JsonNode runsWith = quantum(chain, "config", "harvest-brain", "--json").json();
    assertThat(runsWith.get("harvest-brain").get("origin").asString()).isEqualTo("runs with");
    assertThat(runsWith.get("harvest-brain").get("settings").get("HARVEST_MODE").asString())
        .isEqualTo("live");

    String applied = quantum(chain, "config", "apply-layer").out();
    assertThat(applied)
        .containsPattern("BINANCE_API_SECRET +set +\\*{4}")
        .doesNotContain(chain.suite().redisUri() + "x");

    assertThat(quantum(chain, "positions").out()).containsPattern("COMMANDUSDT +LONG +4 ");
    assertThat(quantum(chain, "proof", "--no-systemd").out())
        .containsPattern("mode respected +\\| PASS \\| mode live");
  }
}
