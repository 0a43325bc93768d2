package quantum.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quantum.contracts.Names;

class ReferencesTest {
  private static final class Sample {
    static String stream(Names names) {
      return names.tradeIntent() + "a text of its own";
    }
  }

  @Test
  void references_ofAClass_nameItsClassesMembersAndTexts() throws IOException {
    Set<String> found = references(Sample.class);

    assertThat(found)
        .contains("quantum/contracts/Names")
        .contains("quantum/contracts/Names.tradeIntent:()Ljava/lang/String;")
        .anyMatch(reference -> reference.contains("a text of its own"))
        .noneMatch(reference -> reference.contains("Names.applyPlan:"));
  }

  private static Set<String> references(Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    try (InputStream bytes = type.getClassLoader().getResourceAsStream(name)) {
      assertThat(bytes).isNotNull();
      return References.of(bytes.readAllBytes());
    }
  }
}
