export interface SchemaFault {
  readonly instancePath: string
  readonly schemaPath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
}
export interface Validator {
  (value: unknown): boolean
  errors?: readonly SchemaFault[] | null
}
export declare const validateCase: Validator
export declare const validateConfig: Validator
