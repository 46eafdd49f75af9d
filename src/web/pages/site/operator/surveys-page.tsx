import { OPERATOR_FIELDS } from '../../../../shared/operator.ts';
import type { Survey } from '../../../../shared/surveys.ts';
import { operatorT } from '../../../i18n/operator-en.ts';
import { Csrf, type Frame, Paging, type Place, renderOperatorPage, Table, Time } from './operator-page.tsx';

export interface SurveyLine {
  id: string;
  /** null: its file is gone, its answers are not. */
  title: string | null;
  isOver: boolean;
  answers: number;
}

/** W4: all surveys, and the files that are none. */
export function renderSurveysPage(options: {
  frame: Frame;
  folder: string;
  surveys: readonly SurveyLine[];
  faults: readonly SurveyFaultLine[];
}): string {
  const { frame, folder, surveys, faults } = options;
  return renderOperatorPage({
    ...{ frame, path: '/operator/surveys', title: operatorT('surveys.title') },
    children: (
      <>
        <p class="site-lead">{operatorT('surveys.lead', { folder })}</p>
        <ul class="operator-list">
          {surveys.map(({ id, title, isOver, answers }) => (
            <li key={id} class="operator-line">
              <a href={`/operator/surveys/${id}`}>{title ?? id}</a>
              <span class="hint">
                {operatorT(title === null ? 'surveys.gone' : isOver ? 'surveys.over' : 'surveys.open')} ·{' '}
                {operatorT('surveys.answers', { count: answers })}
              </span>
            </li>
          ))}
        </ul>
        {surveys.length === 0 ? <p>{operatorT('list.empty')}</p> : null}
        {faults.length > 0 ? (
          <section>
            <h2>{operatorT('surveys.faults')}</h2>
            <SurveyFaults faults={faults} />
          </section>
        ) : null}
      </>
    ),
  });
}

export interface SurveyFaultLine {
  file: string;
  fault: string;
}

/** Files that cannot be used, and why. */
export function SurveyFaults({ faults }: { faults: readonly SurveyFaultLine[] }) {
  return (
    <dl class="operator-faults">
      {faults.map(({ file, fault }) => (
        <div key={file}>
          <dt>{file}</dt>
          <dd class="error operator-text">{fault}</dd>
        </div>
      ))}
    </dl>
  );
}

/** W4: the answers to a survey. */
export function renderAnswersPage(options: {
  frame: Frame;
  id: string;
  survey: Survey | null;
  answers: readonly {
    id: string;
    answers: Readonly<Record<string, string | string[]>>;
    email: string | null;
    answeredAt: Date;
  }[];
  place: Place;
}): string {
  const { frame, id, survey, answers, place } = options;
  const path = `/operator/surveys/${id}`;
  const asked = survey?.questions.map((question) => [question.id, question.label] as const);
  const given = new Set(answers.flatMap((answer) => Object.keys(answer.answers)));
  const columns = asked ?? [...given].sort().map((name) => [name, name] as const);
  const title = survey?.title ?? id;
  const head = [
    operatorT('list.time'),
    ...columns.map(([, label]) => label),
    operatorT('surveys.email'),
    operatorT('surveys.delete'),
  ];
  return renderOperatorPage({
    ...{ frame, path, title },
    children: (
      <>
        <p class="operator-paging">
          <a href={`${path}/answers.csv`}>{operatorT('surveys.csv')}</a>
          {survey ? <a href={`/survey/${id}`}>{operatorT('surveys.public')}</a> : null}
        </p>
        {answers.length > 0 ? (
          <Table label={title} head={head}>
            {answers.map((answer) => (
              <tr key={answer.id}>
                <td>
                  <Time at={answer.answeredAt} />
                </td>
                {columns.map(([name]) => (
                  <td key={name} class="operator-text">
                    {[answer.answers[name] ?? ''].flat().join('; ')}
                  </td>
                ))}
                <td>{answer.email}</td>
                <td>
                  <form method="post" action={`${path}/delete`}>
                    <Csrf frame={frame} />
                    <input type="hidden" name={OPERATOR_FIELDS.id} value={answer.id} />
                    <button class="button" type="submit">
                      {operatorT('surveys.delete')}
                    </button>
                  </form>
                </td>
              </tr>
            ))}
          </Table>
        ) : null}
        <Paging path={path} place={place} />
      </>
    ),
  });
}
