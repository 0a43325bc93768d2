package quantum.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import quantum.console.web.Assets;

/** What a browser loads. */
class AssetsTest {
  private static final long BUDGET = 300_000;

  private static String text(String name) {
    return new String(Assets.bytes(name), StandardCharsets.UTF_8);
  }

  @Test
  void all_packed_isWithinItsBudget() {
    assertThat(new Assets().packedBytes()).isBetween(50_000L, BUDGET);
  }

  /** lightweight-charts 5.2.1 of npm, dist/lightweight-charts.standalone.production.mjs. */
  @Test
  void chartLibrary_isTheOneThatWasChecked_withLicenceAndNotice() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(Assets.bytes("lightweight-charts.js"));
    assertThat(HexFormat.of().formatHex(hash))
        .isEqualTo("1bb1ee79f9d4dd17261b53d930f7a8995748276f80e7ba0e24412b5068062f5f");
    assertThat(text("lightweight-charts.LICENSE.txt")).contains("Apache License");
    assertThat(text("lightweight-charts.NOTICE.txt")).contains("TradingView", "5.2.1");
    assertThat(text("index.html"))
        .contains("https://www.tradingview.com/", "/web/lightweight-charts.NOTICE.txt");
  }

  /** Texts of Redis may say anything: nothing here makes markup, code or styles of a text. */
  @Test
  void ownScripts_makeNoMarkupOfTexts() {
    for (String name : Assets.names()) {
      if (name.endsWith(".js") && !name.startsWith("lightweight")) {
        assertThat(text(name))
            .as(name)
            .doesNotContain(
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "new Function",
                "DOMParser",
                "srcdoc");
      }
    }
    assertThat(text("index.html")).doesNotContain("onclick", "style=", "<style", "http://");
  }
}
